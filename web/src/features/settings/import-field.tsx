import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../parts/icon.tsx";
import { reasonOf, whatOf } from "../../words/import-report.ts";
import { t } from "../../words/index.ts";
import {
  closeImport,
  doneOf,
  fileTypes,
  type Import,
  importFile,
  importing,
  isUnderWay,
  outcomeOf,
  resumeImport,
} from "./imports.ts";
import { words } from "./words.ts";

/** Lines of a report that are shown at first. */
const page = 50;
/** A longer report is collapsed. */
const short = 8;

/** Importing a file: its choice, its progress, and its report. */
export function ImportField() {
  useEffect(() => void resumeImport(), []);
  const now = importing.value;
  const busy = now?.phase === "sending" || (now?.phase === "known" && isUnderWay(now.import));
  return (
    <>
      <div class="field-row">
        <span id="import-label">
          {words().import}
          <small class="hint">{words().importHint}</small>
        </span>
        <label class="button small file-button" data-busy={busy}>
          {words().importChoose}
          <input
            type="file"
            class="visually-hidden"
            accept={Object.keys(fileTypes)
              .map((extension) => `.${extension}`)
              .join()}
            aria-describedby="import-label"
            disabled={busy}
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file) void importFile(file);
              event.currentTarget.value = "";
            }}
          />
        </label>
      </div>
      {now?.phase === "sending" && <Progress text={words().importSending(now.name)} />}
      {now?.phase === "refused" && (
        <p class="form-problem" role="alert">
          {now.reason}
        </p>
      )}
      {now?.phase === "known" && isUnderWay(now.import) && <UnderWay of={now.import} />}
      {now?.phase === "known" && now.import.status === "finished" && <Outcome of={now.import} />}
    </>
  );
}

function UnderWay({ of }: { of: Import }) {
  const { status, read, total } = of;
  if (status === "importing")
    return <Progress text={words().importProgress(doneOf(of), total)} value={doneOf(of)} max={total} />;
  const text = status === "queued" ? words().importWaiting : words().importReading;
  return total > 0 ? <Progress text={text} value={read} max={total} /> : <Progress text={text} />;
}

function Progress({ text, value, max }: { text: string; value?: number; max?: number }) {
  return (
    <div class="import-progress">
      <progress aria-label={words().import} value={value} max={max} />
      <p class="hint">{text}</p>
    </div>
  );
}

function Outcome({ of }: { of: Import }) {
  const lines = [
    ...of.problems.map(({ title, detail }): Line => ({ what: t.list.failed, reason: detail ?? title })),
    ...of.report.map(
      (item): Line => ({
        ...{ line: item.line, what: whatOf(item, t.importReport) },
        reason: reasonOf(item, t.importReport),
      }),
    ),
  ];
  return (
    <section class="import-outcome" aria-label={words().import}>
      <div class="import-counts">
        <ul>
          {outcomeOf(of).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <button type="button" class="icon-button" aria-label={t.close} onClick={closeImport}>
          <Icon name="close" size={16} />
        </button>
      </div>
      {lines.length > 0 && <Report lines={lines} />}
    </section>
  );
}

interface Line {
  line?: number | undefined;
  what: string;
  reason: string;
}

function Report({ lines }: { lines: Line[] }) {
  const [shown, setShown] = useState(page);
  return (
    <details class="import-report" open={lines.length <= short}>
      <summary>{words().importReport(lines.length)}</summary>
      <ul>
        {lines.slice(0, shown).map(({ line, what, reason }, i) => (
          <li key={i}>
            <strong>
              {line !== undefined && `${words().importLine(line)}: `}
              <bdi>{what}</bdi>
            </strong>{" "}
            {reason}
          </li>
        ))}
      </ul>
      {lines.length > shown && (
        <button type="button" class="button small" onClick={() => setShown(shown + 4 * page)}>
          {t.list.showMore}
        </button>
      )}
    </details>
  );
}
