// The platform's own client, npm @wecom/aibot-node-sdk (MIT), talking to a fake of ours: does the fake speak as it expects?
// Run where that package is installed:  node wecom_bot_client.mjs WEBSOCKET_URL BOT_ID SECRET
// Writes one JSON line for each thing it has understood or was answered, until it is told to go.
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const sdk = require("@wecom/aibot-node-sdk");
const [wsUrl, botId, secret] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const client = new sdk.WSClient({ wsUrl, botId, secret, logger: silent, heartbeatInterval: 500 });
const told = (what, more) => process.stdout.write(`${JSON.stringify({ what, ...more })}\n`);

client.on("authenticated", () => told("authenticated", {}));
client.on("error", (error) => told("error", { message: String(error && error.message) }));
client.on("message.text", async ({ headers, body }) => {
  told("text", { text: body.text.content, sender: body.from.userid });
  const frame = { headers, body };
  if (body.text.content === "走") {
    client.disconnect();
    return;
  }
  await client.replyStream(frame, "stream-1", "正在核对…", false);
  await client.replyStream(frame, "stream-1", "收到。", true);
  const again = await client.sendMessage(body.from.userid, { msgtype: "markdown", markdown: { content: "**提醒**" } });
  const file = await client.uploadMedia(Buffer.alloc(600 * 1024, 7), { type: "file", filename: "通报.docx" });
  await client.sendMediaMessage(body.from.userid, "file", file.media_id);
  told("answered", { errcode: again.errcode, media: file.media_id });
});
for (const kind of ["file", "image"]) {
  client.on(`message.${kind}`, async ({ body }) => {
    const { buffer, filename } = await client.downloadFile(body[kind].url, body[kind].aeskey);
    told(kind, { data: buffer.toString("base64"), name: filename ?? "" });
  });
}
client.on("message.mixed", ({ body }) => told("mixed", { parts: body.mixed.msg_item.map((part) => part.msgtype) }));
client.on("event.enter_chat", async (frame) => {
  const answer = await client.replyWelcome(frame, { msgtype: "text", text: { content: "您好" } });
  told("entered", { errcode: answer.errcode });
});
client.on("event.template_card_event", async (frame) => {
  const card = { card_type: "text_notice", main_title: { title: "已确认" }, task_id: "task-1" };
  const answer = await client.updateTemplateCard(frame, card);
  told("pressed", { errcode: answer.errcode });
});
client.connect();
