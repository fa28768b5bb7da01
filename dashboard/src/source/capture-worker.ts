import "../jitless.ts";
import { expose } from "comlink";
import { CaptureReading } from "./capture-reading.ts";

expose(new CaptureReading());
