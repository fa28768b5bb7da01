import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { App } from "./App.tsx";
import styles from "./Root.module.css";
import { CaptureSource } from "./source/capture-source.ts";
import { LabSource } from "./source/lab-source.ts";
import { RelayDesk } from "./source/relay-desk.ts";
import { RelaySource } from "./source/relay-source.ts";
import type { SessionSource } from "./source/session-source.ts";
import { DeskContext } from "./store/desk.ts";
import { type SourceChoice, SourceChoiceContext, SourceContext } from "./store/source.ts";
import { go, usePlace } from "./store/url-state.ts";
import { LabView } from "./views/lab/LabView.tsx";

/** Chooses what is read: the relay that served the page or what it imported, until a capture is dropped on the page or chosen. */
export function Root({ page, refusal }: { page: string; refusal: string | null }) {
  const [capture, setCapture] = useState<CaptureSource | null>(null);
  const { from, lab: seed, view } = usePlace();
  // Devices and replays are the relay's own, whatever else is being read.
  const isDesk = view !== "sessions";
  const desk = useMemo(() => new RelayDesk(page, window.fetch.bind(window)), [page]);
  const relay = useMemo(() => new RelaySource(page, isDesk ? null : from), [page, from, isDesk]);
  const lab = useMemo(() => (seed === null ? null : new LabSource(seed)), [seed]);
  const source = isDesk ? relay : (capture ?? lab ?? relay);
  const choice = useMemo<SourceChoice>(
    () => ({
      openCapture(file) {
        capture?.close();
        setCapture(new CaptureSource(file));
        go({ view: "sessions", from: null, lab: null, session: null, entry: null });
      },
      openLab(newSeed) {
        capture?.close();
        setCapture(null);
        go({ view: "sessions", from: null, lab: newSeed, session: null, entry: null });
      },
      relayAt: (importId) => new RelaySource(page, importId),
      leave:
        isDesk || (capture === null && from === null && seed === null)
          ? null
          : () => {
              capture?.close();
              setCapture(null);
              go({ from: null, lab: null, session: null, entry: null });
            },
    }),
    [capture, from, seed, page, isDesk],
  );
  const isDragging = useDrop(choice.openCapture);
  useOnlySession(capture);
  // What one source said is not to be taken for another's word.
  const client = useMemo(() => newClient(source), [source]);

  return (
    <QueryClientProvider client={client}>
      <SourceContext value={source}>
        <DeskContext value={desk}>
          <SourceChoiceContext value={choice}>
            {lab !== null && capture === null && !isDesk ? (
              <App key={`lab ${seed}`} refusal={null} beside={<LabView running={lab} />} />
            ) : (
              <App
                key={isDesk ? "desk" : capture === null ? (from ?? "relay") : "capture"}
                refusal={isDesk || capture === null ? refusal : null}
              />
            )}
          </SourceChoiceContext>
        </DeskContext>
      </SourceContext>
      {isDragging && (
        <div className={styles.target} aria-hidden="true">
          <p>Drop a capture to open it here. It stays on this machine.</p>
        </div>
      )}
    </QueryClientProvider>
  );
}

function newClient(_source: SessionSource): QueryClient {
  // The feed says what changed; asking again on focus would only repeat it.
  return new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, retry: 2 } } });
}

/** Whether a file is being dragged over the page; one that is dropped is opened. */
function useDrop(open: (file: File) => void): boolean {
  const [isDragging, setDragging] = useState(false);
  useEffect(() => {
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const over = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      setDragging(true);
    };
    const leave = (event: DragEvent) => {
      // Within the page it goes from element to element; only out of the window it has left.
      if (event.relatedTarget === null) setDragging(false);
    };
    const drop = (event: DragEvent) => {
      setDragging(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      open(file);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, [open]);
  return isDragging;
}

/** A capture of one session is opened at that session: a list of one says nothing. Who goes back to the list stays there. */
function useOnlySession(capture: CaptureSource | null): void {
  useEffect(() => {
    if (capture === null) return;
    const look = async () => {
      const [only, other] = await capture.summaries();
      if (only !== undefined && other === undefined) go({ session: only.sessionId });
    };
    const leave = capture.subscribe(() => {
      if (capture.connection.state !== "complete") return;
      leave();
      void look();
    });
    return leave;
  }, [capture]);
}
