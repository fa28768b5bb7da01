import { z } from "zod";

// The relay's content security policy forbids eval, and so does Hermes; zod would try it before the first schema is used.
z.config({ jitless: true });
