// WeChat's and WeCom's own browser: stops what it does not show, so large files go better elsewhere. The link is copied.

import { say, word } from "./words.js";

export function startNotice() {
  const notice = document.getElementById("inside-chat");
  notice.hidden = !/MicroMessenger|wxwork/i.test(navigator.userAgent);
  document.getElementById("copy-link").addEventListener("click", async () => {
    const link = location.origin + location.pathname;
    say(word((await copied(link)) ? "copied" : "not_copied"));
  });
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text); // plain http, old browsers
  }
}

function copiedTheOldWay(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
