import { expect, test } from "vitest";
import { type Address, signIn, tokenIn } from "./sign-in.ts";

function pageAt(hash: string): Address & { cleared: boolean } {
  return {
    hash,
    cleared: false,
    clearFragment() {
      this.cleared = true;
    },
  };
}

test("the token is read from the fragment only", () => {
  expect(tokenIn("#token=abc")).toBe("abc");
  expect(tokenIn("")).toBeNull();
  expect(tokenIn("#other=1")).toBeNull();
});

test("the token is swapped for a cookie and leaves the address", async () => {
  const asked: Request[] = [];
  const relay: typeof fetch = async (input, init) => {
    asked.push(new Request(new URL(String(input), "http://relay/"), init));
    return new Response(null, { status: 204 });
  };
  const page = pageAt("#token=abc");
  expect(await signIn(page, relay)).toBeNull();
  expect(page.cleared).toBe(true);
  expect(asked[0]?.url).toBe("http://relay/api/v1/login");
  expect(asked[0]?.method).toBe("POST");
});

test("without a token nothing is asked: the cookie may be there from before", async () => {
  const relay: typeof fetch = async () => {
    throw new Error("nobody should ask");
  };
  expect(await signIn(pageAt(""), relay)).toBeNull();
});

test("a refused or unanswered token is said in a sentence, and still leaves the address", async () => {
  const page = pageAt("#token=wrong");
  expect(await signIn(page, async () => new Response(null, { status: 401 }))).toContain("does not know the token");
  expect(page.cleared).toBe(true);
  expect(await signIn(pageAt("#token=x"), async () => Promise.reject(new TypeError("refused")))).toContain(
    "did not answer",
  );
});
