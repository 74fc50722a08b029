// 下载: what is chosen, else what one is at, as one zip.

import { word } from "/static/shared/words.js";

const MOST = 500; // numbers in an address; more are an export

/**
 * @param {() => number[]} targets
 * @param {(words: string) => void} said
 */
export function offerDownload(targets, said) {
  const link = document.getElementById("download");
  if (!(link instanceof HTMLAnchorElement)) return;
  const from = link.dataset.from ?? "";
  link.addEventListener("click", (event) => {
    const which = targets();
    link.href = `${from}${from.includes("?") ? "&" : "?"}n=${which.join(".")}`;
    if (which.length <= MOST) return;
    event.preventDefault();
    said(word("download_most", { most: MOST }));
  });
  link.hidden = false;
}
