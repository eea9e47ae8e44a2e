import { argv, stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";
import { parseAllDocuments } from "yaml";
import { isRollout, type Manifest } from "./kubectl.ts";

// Of the manifests on standard input, those of a stage: what comes before a rollout (`ground`), or the rollout itself.
// Skaffold renders an overlay as a whole. A selector of `kubectl apply` would not do: it fails where it finds nothing,
// and of a change Skaffold applies only what differs.
const wanted = argv[2] === "rollout";
const manifests = parseAllDocuments(await text(stdin)).filter(
  (each) => isRollout(each.toJS() as Manifest) === wanted,
);
stdout.write(manifests.map((each) => each.toString({ directives: true })).join(""));
