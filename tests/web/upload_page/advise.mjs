// Asks the upload page's advice about files. stdin: {scripts, words, files: [{size, facts, rules}]}; stdout: the answers.
// The page that the scripts stand on is no more here than the words they read from it.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { scripts, words, files } = JSON.parse(readFileSync(0, "utf-8"));

globalThis.HTMLElement = class {};
globalThis.HTMLTemplateElement = class extends HTMLElement {};
const spans = Object.entries(words).map(([word, textContent]) =>
  Object.assign(new HTMLElement(), { dataset: { word }, textContent }),
);
const page = Object.assign(new HTMLTemplateElement(), { content: { querySelectorAll: () => spans } });
globalThis.document = { getElementById: () => page };

const { judge } = await import(pathToFileURL(`${scripts}/upload/advice.js`).href);
const limits = { video_bytes: 1e9, other_bytes: 1e9 };
const answers = files.map(({ size, facts, rules }) => judge({ size }, facts, { limits, rules }, "daily").advice);
process.stdout.write(JSON.stringify(answers));
