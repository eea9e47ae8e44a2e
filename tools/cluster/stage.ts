import { argv, stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";
import { parseAllDocuments } from "yaml";
import { isRollout, type Manifest } from "./kubectl.ts";

// Selects from the manifests on standard input those of a stage: what comes before a rollout (`ground`), or the rollout
// itself. Skaffold renders an overlay as a whole. A selector of `kubectl apply` would not work: it fails when it
// matches nothing, and Skaffold applies only the objects that changed.
const wanted = argv[2] === "rollout";
const manifests = parseAllDocuments(await text(stdin)).filter(
  (each) => isRollout(each.toJS() as Manifest) === wanted,
);
stdout.write(manifests.map((each) => each.toString({ directives: true })).join(""));
