// What the browser can know of a file before its first byte is sent: what it really is, its pixels, its fingerprint.

const HEAD = 4096;
const OFFICE = 65536;
const SAMPLE = 32768;
const THUMBNAIL = 112; // pixels
const PATIENCE_MS = 8000; // a file the browser cannot make out must not hold up the others

const HEIC = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/;
const MP4 = new RegExp("^(iso[0-9m]|mp4[0-9v]|mmp4|M4V.|avc[1-9]|hvc1|hev1|3g[2ghprst].|dash|dsms|msdh|msix|cmf.|MSNV"
  + "|F4V |f4v |XAVC|CAEP|NDX.|nras)$");

/**
 * @typedef {"image" | "video" | "word" | "sheet" | "other" | "unknown" | "empty"} Family
 * @typedef {{type: string, family: Family}} Type  `type`: JPEG, mp4, docx …
 * @typedef {object} Seen  as displayed, the way EXIF turns it; nothing where a browser need not know the format
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [duration]
 * @property {HTMLCanvasElement} [thumbnail]
 * @property {boolean} [broken]  a browser that knows the format cannot open it
 * @typedef {Type & Seen} Facts
 */

/** @type {(type: string) => Type} */
const image = (type) => ({ type, family: "image" });
/** @type {(type: string) => Type} */
const video = (type) => ({ type, family: "video" });
/** @type {(type: string) => Type} */
const wordFile = (type) => ({ type, family: "word" });
/** @type {(type: string) => Type} */
const sheetFile = (type) => ({ type, family: "sheet" });
/** @type {(type: string) => Type} */
const other = (type) => ({ type, family: "other" });
/** @type {[start: string, found: Type][]} */
const MAGIC = [
  ["\xff\xd8\xff", image("JPEG")], ["\x89PNG\r\n\x1a\n", image("PNG")], ["GIF8", image("GIF")],
  ["II*\0", image("TIFF")], ["MM\0*", image("TIFF")], ["8BPS", image("PSD")],
  ["\x1aE\xdf\xa3", video("mkv")], ["FLV\x01", video("flv")], ["\x30\x26\xb2\x75\x8e\x66\xcf\x11", video("wmv")],
  ["\0\0\x01\xba", video("mpg")], ["\0\0\x01\xb3", video("mpg")], [".RMF", video("rmvb")],
  ["Rar!\x1a\x07", other("RAR")], ["7z\xbc\xaf\x27\x1c", other("7z")], ["%PDF-", other("PDF")],
  ["{\\rtf", wordFile("RTF")],
];

const RIFF = new Map([["WEBP", image("WebP")], ["AVI ", video("avi")]]);

// Not TextDecoder: its "latin1" is windows-1252, in which bytes 80…9f are other characters.
/** @param {ArrayBuffer} buffer */
const bytes = (buffer) => Array.from(new Uint8Array(buffer), (n) => String.fromCharCode(n)).join("");

/**
 * @param {File} file
 * @returns {Promise<Type>}
 */
export async function typeOf(file) {
  if (file.size === 0) return { type: "", family: "empty" };
  const head = bytes(await file.slice(0, HEAD).arrayBuffer());
  for (const [start, found] of MAGIC) if (head.startsWith(start)) return found;
  if (head.startsWith("BM") && head.slice(6, 10) === "\0\0\0\0") return image("BMP");
  if (head.startsWith("RIFF")) return RIFF.get(head.slice(8, 12)) ?? other("");
  if (head.slice(4, 8) === "ftyp") return byBrand(head);
  if (/^(moov|mdat|wide|free|skip|pnot)$/.test(head.slice(4, 8))) return video("mov");
  if (head.startsWith("PK\x03\x04")) return office(file);
  if (head.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return old(file.name);
  return { type: "", family: "unknown" };
}

/** @param {string} head */
function byBrand(head) {
  const size = head.charCodeAt(2) * 256 + head.charCodeAt(3);
  const first = head.slice(8, 12);
  const brands = [first];
  for (let at = 16; at + 4 <= Math.min(size, head.length); at += 4) brands.push(head.slice(at, at + 4));
  if (/^avi[fs]$/.test(first)) return image("AVIF");
  if (HEIC.test(first)) return image("HEIC");
  if (/^M4[ABP] $/.test(first)) return other("m4a");
  return first !== "qt  " && brands.some((brand) => MP4.test(brand)) ? video("mp4") : video("mov");
}

/** @param {File} file */
async function office(file) {
  // The names of a zip's parts stand before each part and again at its end.
  const ends = [file.slice(0, OFFICE), file.slice(Math.max(0, file.size - OFFICE))];
  const texts = ends.map(async (end) => new TextDecoder("latin1").decode(await end.arrayBuffer()));
  const text = (await Promise.all(texts)).join("");
  if (text.includes("word/document.xml")) return wordFile("docx");
  if (text.includes("xl/workbook.xml")) return sheetFile("xlsx");
  if (text.includes("ppt/presentation.xml")) return other("pptx");
  return other("ZIP");
}

/** @param {string} name */
function old(name) {
  const ending = /\.(\w+)$/.exec(name.toLowerCase())?.[1] ?? "";
  if (/^(xls|et)$/.test(ending)) return sheetFile(ending);
  if (/^(doc|wps|dot)$/.test(ending)) return wordFile(ending);
  return other(ending);
}

// ---- pixels -------------------------------------------------------------------------------------------------------

/**
 * @param {File} file
 * @param {Type} type
 * @returns {Promise<Seen>}
 */
export async function pixels(file, { type, family }) {
  if (family !== "image" && type !== "mp4") return {};
  const address = URL.createObjectURL(file);
  try {
    return await (family === "image" ? picture(address, type) : movie(address));
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * @param {string} address
 * @param {string} type
 * @returns {Promise<Seen>}
 */
async function picture(address, type) {
  const shown = new Image();
  const opened = await settled(shown, "load", () => { shown.src = address; });
  if (!opened) return ["JPEG", "PNG"].includes(type) && shown.complete ? { broken: true } : {};
  const { naturalWidth: width, naturalHeight: height } = shown;
  return { width, height, thumbnail: small(shown, width, height) };
}

/**
 * @param {string} address
 * @returns {Promise<Seen>}
 */
async function movie(address) {
  const shown = document.createElement("video");
  shown.preload = "metadata";
  shown.muted = true;
  const opened = await settled(shown, "loadedmetadata", () => { shown.src = address; });
  const { videoWidth: width, videoHeight: height, duration } = shown;
  shown.removeAttribute("src");
  shown.load();
  return opened && width ? { width, height, duration } : {};
}

/**
 * True once `event` comes, false when it fails or takes too long.
 * @param {HTMLElement} element
 * @param {string} event
 * @param {() => void} start
 * @returns {Promise<boolean>}
 */
function settled(element, event, start) {
  return new Promise((resolve) => {
    element.addEventListener(event, () => resolve(true), { once: true });
    element.addEventListener("error", () => resolve(false), { once: true });
    setTimeout(() => resolve(false), PATIENCE_MS);
    start();
  });
}

/**
 * @param {HTMLImageElement} source
 * @param {number} width
 * @param {number} height
 */
function small(source, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = THUMBNAIL;
  const side = Math.min(width, height);
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  canvas.getContext("2d")?.drawImage(source, left, top, side, side, 0, 0, THUMBNAIL, THUMBNAIL);
  return canvas;
}

// ---- fingerprint --------------------------------------------------------------------------------------------------

// By content, not by name and date: phones hand out the same photo under a new name and a new date each time.
/**
 * @param {File} file
 * @param {string} owner
 */
export async function fingerprint(file, owner) {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  const starts = [0, file.size / 3, (file.size * 2) / 3, file.size - SAMPLE].map((at) => Math.max(0, Math.floor(at)));
  for (const start of new Set(starts)) {
    for (const byte of new Uint8Array(await file.slice(start, start + SAMPLE).arrayBuffer())) {
      a = Math.imul(a ^ byte, 2654435761);
      b = Math.imul(b ^ byte, 1597334677);
      a = (a << 13) | (a >>> 19);
    }
  }
  return `baosong-${owner}-${file.size}-${(a >>> 0).toString(16)}${(b >>> 0).toString(16)}`;
}
