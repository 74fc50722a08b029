// The chat page: who one is, the conversation, the clock. Words live in the templates; scripts have none.

import { startClock } from "./clock.js";
import { startEntry } from "./entry.js";
import { listen } from "./news.js";
import { startPeople } from "./people.js";
import { holdMine, startSending } from "./sending.js";
import { add, startTalk } from "./talk.js";

const phone = document.getElementById("phone");

startPeople();
startClock();
if (phone) {
  startTalk();
  startEntry(phone, startSending(phone));
}
listen({
  account: phone?.dataset.account ?? "",
  last: Number(phone?.dataset.last ?? 0),
  onBubbles: (html) => add(html, { follow: false, hold: holdMine }),
});
