// tus-js-client as anybody would use it. Arguments: JSON {endpoint, token, file, name, mode, url, chunkSize}.
// Prints JSON {url, bytesSent, error}. Modes: whole, pause (stops after the first chunk), terminate.
import fs from "node:fs";
import * as tus from "tus-js-client";

const asked = JSON.parse(process.argv[2]);
let bytesSent = 0;
const done = (upload, error) => {
  console.log(JSON.stringify({ url: upload.url, bytesSent, error: error ? String(error) : "" }));
  process.exit(0);
};
const upload = new tus.Upload(fs.createReadStream(asked.file), {
  endpoint: asked.endpoint,
  uploadUrl: asked.url || null,
  headers: { Authorization: `Bearer ${asked.token}` },
  metadata: { filename: asked.name },
  uploadSize: fs.statSync(asked.file).size,
  chunkSize: asked.chunkSize || Infinity,
  uploadDataDuringCreation: Boolean(asked.duringCreation),
  overridePatchMethod: Boolean(asked.overridePatchMethod),
  retryDelays: [0, 200, 500, 1000, 2000, 3000],
  onChunkComplete: async (size, accepted, total) => {
    bytesSent += size;
    if (asked.mode === "pause" && accepted < total) {
      await upload.abort(false);
      done(upload);
    }
    if (asked.mode === "terminate" && accepted < total) {
      await upload.abort(true);
      done(upload);
    }
  },
  onError: (error) => done(upload, error),
  onSuccess: () => done(upload),
});
upload.start();
