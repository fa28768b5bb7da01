import { join } from "node:path";
import Database from "better-sqlite3";
import Fastify from "fastify";

/* The least a server with a database can be: what the relay's start is measured beside. The folder is the bench's, and gone with it. */

const db = new Database(join(process.env.LIGHTY_DATA ?? "", "empty.sqlite"));
db.pragma("journal_mode = WAL");
const app = Fastify();
app.get("/", async () => db.pragma("user_version"));
await app.listen({ host: "127.0.0.1", port: 0 });
console.log("http://localhost:1/#token=");
