// Test vectors by npm @wecom/crypto 1.0.1 (MIT), an implementation that is neither ours nor wechatpy's.
// Run where that package is installed:  node make_vectors.mjs < vectors.json > new.json
// Reads one JSON document, fills in what the package makes of it, writes it back; the same in, the same out.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.cwd()}/`);
const { encrypt, decrypt, getSignature } = require("@wecom/crypto");

const set = JSON.parse(readFileSync(0, "utf8"));

for (const vector of set.theirs) {
  const random = Buffer.from(vector.random, "latin1");
  vector.encrypted = encrypt(set.encoding_aes_key, vector.message, set.corp_id, random);
  vector.signature = getSignature(set.token, set.timestamp, set.nonce, vector.encrypted);
}
for (const vector of set.ours) {
  const { message, id } = decrypt(set.encoding_aes_key, vector.encrypted);
  vector.understood = message;
  vector.understood_id = id;
}
process.stdout.write(`${JSON.stringify(set, null, 1)}\n`);
