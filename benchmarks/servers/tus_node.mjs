// @tus/server with its file store, as its README starts it. Arguments: port, folder.
import http from "node:http";
import { Server } from "@tus/server";
import { FileStore } from "@tus/file-store";

const [port, directory] = process.argv.slice(2);
const tus = new Server({ path: "/files", datastore: new FileStore({ directory }) });
http.createServer(tus.handle.bind(tus)).listen(Number(port), "127.0.0.1");
