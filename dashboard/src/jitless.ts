import { z } from "zod";

// The page's content security policy forbids eval, and zod would try it before the first schema is used.
z.config({ jitless: true });
