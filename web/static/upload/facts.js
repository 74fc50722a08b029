// What the browser can know of a file before its first byte is sent: what it really is, its pixels, and its fingerprint.

const HEAD = 4096;
const OFFICE = 65536;
const SAMPLE = 32768;
const THUMBNAIL = 112; // pixels
const PATIENCE_MS = 8000; // a file the browser cannot make out must not hold up the others

const HEIC = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/;
const MP4 = /^(iso[0-9m]|mp4[0-9v]|mmp4|M4V.|avc[1-9]|hvc1|hev1|3g[2ghprst].|dash|dsms|msdh|msix|cmf.|MSNV|F4V |f4v |XAVC|CAEP|NDX.|nras)$/;

// → {type: "JPEG" | "mp4" | …, family: "image" | "video" | "word" | "sheet" | "other" | "unknown" | "empty"}
const image = (type) => ({ type, family: "image" });
const video = (type) => ({ type, family: "video" });
const other = (type) => ({ type, family: "other" });
const MAGIC = [
  ["\xff\xd8\xff", image("JPEG")], ["\x89PNG\r\n\x1a\n", image("PNG")], ["GIF8", image("GIF")],
  ["II*\0", image("TIFF")], ["MM\0*", image("TIFF")], ["8BPS", image("PSD")],
  ["\x1aE\xdf\xa3", video("mkv")], ["FLV\x01", video("flv")], ["\x30\x26\xb2\x75\x8e\x66\xcf\x11", video("wmv")],
  ["\0\0\x01\xba", video("mpg")], ["\0\0\x01\xb3", video("mpg")], [".RMF", video("rmvb")],
  ["Rar!\x1a\x07", other("RAR")], ["7z\xbc\xaf\x27\x1c", other("7z")], ["%PDF-", other("PDF")],
  ["{\\rtf", { type: "RTF", family: "word" }],
];

// Not TextDecoder: its "latin1" is windows-1252, in which bytes 80…9f are other characters.
const bytes = (buffer) => Array.from(new Uint8Array(buffer), (n) => String.fromCharCode(n)).join("");

export async function typeOf(file) {
  if (file.size === 0) return { type: "", family: "empty" };
  const head = bytes(await file.slice(0, HEAD).arrayBuffer());
  for (const [start, found] of MAGIC) if (head.startsWith(start)) return found;
  if (head.startsWith("BM") && head.slice(6, 10) === "\0\0\0\0") return image("BMP");
  if (head.startsWith("RIFF")) return { "WEBP": image("WebP"), "AVI ": video("avi") }[head.slice(8, 12)] ?? other("");
  if (head.slice(4, 8) === "ftyp") return byBrand(head);
  if (/^(moov|mdat|wide|free|skip|pnot)$/.test(head.slice(4, 8))) return video("mov");
  if (head.startsWith("PK\x03\x04")) return office(file);
  if (head.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return old(file.name);
  return { type: "", family: "unknown" };
}

function byBrand(head) {
  const size = head.charCodeAt(2) * 256 + head.charCodeAt(3);
  const brands = [head.slice(8, 12)];
  for (let at = 16; at + 4 <= Math.min(size, head.length); at += 4) brands.push(head.slice(at, at + 4));
  if (/^avi[fs]$/.test(brands[0])) return image("AVIF");
  if (HEIC.test(brands[0])) return image("HEIC");
  if (/^M4[ABP] $/.test(brands[0])) return other("m4a");
  return brands[0] !== "qt  " && brands.some((brand) => MP4.test(brand)) ? video("mp4") : video("mov");
}

async function office(file) {
  // The names of a zip's parts stand before each part and again at its end.
  const ends = [file.slice(0, OFFICE), file.slice(Math.max(0, file.size - OFFICE))];
  const text = (await Promise.all(ends.map(async (end) => new TextDecoder("latin1").decode(await end.arrayBuffer())))).join("");
  if (text.includes("word/document.xml")) return { type: "docx", family: "word" };
  if (text.includes("xl/workbook.xml")) return { type: "xlsx", family: "sheet" };
  if (text.includes("ppt/presentation.xml")) return other("pptx");
  return other("ZIP");
}

function old(name) {
  const ending = /\.(\w+)$/.exec(name.toLowerCase())?.[1] ?? "";
  if (/^(xls|et)$/.test(ending)) return { type: ending, family: "sheet" };
  if (/^(doc|wps|dot)$/.test(ending)) return { type: ending, family: "word" };
  return other(ending);
}

// ---- pixels -------------------------------------------------------------------------------------------------------

// → {width, height, thumbnail: canvas} as displayed (the browser turns it as EXIF says), or {broken: true} where a
// browser that knows the format cannot open it, or {} where it need not know the format.
export async function pixels(file, { type, family }) {
  if (family !== "image" && type !== "mp4") return {};
  const address = URL.createObjectURL(file);
  try {
    return await (family === "image" ? picture(address, type) : movie(address));
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function picture(address, type) {
  const shown = new Image();
  const opened = await settled(shown, "load", () => { shown.src = address; });
  if (!opened) return ["JPEG", "PNG"].includes(type) && shown.complete ? { broken: true } : {};
  const { naturalWidth: width, naturalHeight: height } = shown;
  return { width, height, thumbnail: small(shown, width, height) };
}

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

function settled(element, event, start) {
  return new Promise((resolve) => {
    element.addEventListener(event, () => resolve(true), { once: true });
    element.addEventListener("error", () => resolve(false), { once: true });
    setTimeout(() => resolve(false), PATIENCE_MS);
    start();
  });
}

function small(source, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = THUMBNAIL;
  const side = Math.min(width, height);
  canvas.getContext("2d").drawImage(source, (width - side) / 2, (height - side) / 2, side, side, 0, 0, THUMBNAIL, THUMBNAIL);
  return canvas;
}

// ---- fingerprint --------------------------------------------------------------------------------------------------

// By content, not by name and date: phones hand out the same photo under a new name and a new date each time.
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
