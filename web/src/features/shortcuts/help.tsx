import { Dialog } from "../../parts/dialog.tsx";
import { closeSheet } from "../../state/sheet.ts";
import { t } from "../../words/index.ts";
import { commandKey } from "../../words/keys.ts";
import { words } from "./words.ts";

/** All shortcuts. */
export function Help() {
  const { view } = t;
  const help = words();
  const command = commandKey();
  const groups: [string, [string[], string][]][] = [
    [
      help.groups.everywhere,
      [
        [["Q", "N"], help.quickAdd],
        [[command, "K"], help.palette],
        [["/"], help.search],
        [["C"], t.chat],
        [["Z"], help.undo],
        [["?"], help.help],
        [["Esc"], help.escape],
      ],
    ],
    [
      help.groups.list,
      [
        [["J", "K"], help.move],
        [["Alt", "↑", "↓"], help.place],
        [["Enter", "O"], help.open],
        [["E"], help.complete],
        [["X"], help.select],
        [["Shift", "J"], help.extend],
        [[command, "A"], help.all],
        [["S"], help.schedule],
        [["H"], help.snooze],
        [["L"], help.tags],
        [["1", "2", "3"], help.priorities],
        [[">"], help.skip],
        [["#", "Delete"], help.remove],
      ],
    ],
    [
      help.groups.go,
      [
        [["G", "T"], view.today],
        [["G", "I"], view.inbox],
        [["G", "U"], view.upcoming],
        [["G", "A"], view.all],
        [["G", "C"], view.completed],
        [["G", "N"], view.activity],
        [["G", "D"], view.insights],
        [["G", "S"], view.settings],
      ],
    ],
  ];
  return (
    <Dialog label={help.title} onClose={closeSheet} kind="widest">
      <div class="help">
        {groups.map(([label, lines]) => (
          <section key={label}>
            <h3>{label}</h3>
            <dl>
              {lines.map(([keys, text]) => (
                <div key={text}>
                  <dt>{text}</dt>
                  <dd>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p class="hint">{help.off}</p>
    </Dialog>
  );
}
