/** A value with its labels. */
export interface Sample {
  labels?: Record<string, string>;
  value: number;
}

/** A gauge with its samples. */
export interface Metric {
  name: string;
  help: string;
  samples: Sample[];
}

const escaped = (value: string) => value.replace(/[\\"\n]/g, (c) => (c === "\n" ? "\\n" : `\\${c}`));

/** The metrics in the text format of Prometheus; one without samples is left out. Pure. */
export function textOf(metrics: Metric[]): string {
  const lines = metrics
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, help, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      ...samples.map(({ labels = {}, value }) => {
        const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
        return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
      }),
    ]);
  return `${lines.join("\n")}\n`;
}
