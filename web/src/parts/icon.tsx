import {
  Bell,
  CalendarClock,
  CalendarDays,
  ChartNoAxesColumn,
  Check,
  CheckCheck,
  ChevronLeft,
  ChevronRight,
  Clock,
  CloudAlert,
  CloudCheck,
  CloudOff,
  CloudUpload,
  Command,
  Flag,
  Hash,
  type IconNode,
  Inbox,
  Keyboard,
  Layers,
  Menu,
  MessageCircle,
  NotebookText,
  Pencil,
  Plus,
  Repeat,
  RotateCcw,
  Search,
  Settings,
  SkipForward,
  SlidersHorizontal,
  Sun,
  Trash2,
  TriangleAlert,
  Undo2,
  X,
} from "lucide";
import { h } from "preact";

const icons = {
  bell: Bell,
  calendar: CalendarDays,
  schedule: CalendarClock,
  chart: ChartNoAxesColumn,
  chat: MessageCircle,
  check: Check,
  done: CheckCheck,
  back: ChevronLeft,
  forward: ChevronRight,
  cloudAlert: CloudAlert,
  cloudCheck: CloudCheck,
  cloudOff: CloudOff,
  cloudUp: CloudUpload,
  clock: Clock,
  command: Command,
  flag: Flag,
  hash: Hash,
  inbox: Inbox,
  keyboard: Keyboard,
  layers: Layers,
  menu: Menu,
  notes: NotebookText,
  pencil: Pencil,
  plus: Plus,
  repeat: Repeat,
  reopen: RotateCcw,
  search: Search,
  settings: Settings,
  skip: SkipForward,
  filter: SlidersHorizontal,
  sun: Sun,
  trash: Trash2,
  warning: TriangleAlert,
  undo: Undo2,
  close: X,
} satisfies Record<string, IconNode>;
export type IconName = keyof typeof icons;

interface Properties {
  name: IconName;
  size?: number;
}

/** A decorative icon; the text or label beside it carries the meaning. */
export const Icon = ({ name, size }: Properties) => <Glyph of={icons[name]} name={name} size={size} />;

/** The same, of an icon that only a part has that is fetched later. */
export function Glyph({
  of,
  name = "",
  size = 18,
}: {
  of: IconNode;
  name?: string;
  size?: number | undefined;
}) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {of.map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
