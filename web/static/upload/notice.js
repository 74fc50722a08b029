// WeChat's and WeCom's own browser stops what it does not show, so large files go better elsewhere: the link is copied.

import { copied } from "/static/shared/copying.js";
import { byId } from "/static/shared/dom.js";
import { say } from "/static/shared/toast.js";
import { word } from "/static/shared/words.js";

export function startNotice() {
  byId("inside-chat").hidden = !/MicroMessenger|wxwork/i.test(navigator.userAgent);
  byId("copy-link").addEventListener("click", async () => {
    const link = location.origin + location.pathname;
    say(word((await copied(link)) ? "copied" : "not_copied"));
  });
}
