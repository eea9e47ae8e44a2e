import { argv } from "node:process";
import { runCommand, UserError } from "../command.ts";
import { commandLine, succeeds } from "../command-line.ts";
import { deploy } from "./deploy.ts";
import { buildImages } from "./images.ts";
import { installPlatform } from "./platform.ts";

const profile = ["--profile", "taskwake"];
const minikube = (...args: string[]) => commandLine("minikube", [...args, ...profile]);

/** Calico, since minikube's default network ignores network policies. */
const cluster = ["--cpus=4", "--memory=8g", "--cni=calico", "--addons=ingress,metrics-server"];

const wayIn = "kubectl port-forward --namespace ingress-nginx service/ingress-nginx-controller 8080:80";

const steps: Record<string, () => Promise<void>> = {
  /** Creates a cluster with everything the system needs. */
  async up() {
    console.log("starting minikube");
    await minikube("start", ...cluster);
    await commandLine("kubectl", ["config", "use-context", "taskwake"]);
    await installPlatform("minikube", console.log);
  },
  /** Loads the images and deploys the system. */
  async deploy() {
    const images = await buildImages();
    console.log(`loading ${images.length} images`);
    await minikube("image", "load", ...images);
    await deploy("minikube", console.log);
    // Browsers resolve every name below .localhost to their own machine, whatever /etc/hosts says.
    console.log(`http://taskwake.localhost:8080, once this runs:\n  ${wayIn}`);
  },
  async down() {
    await minikube("delete");
  },
};

if (argv[1] === import.meta.filename)
  await runCommand(async () => {
    const step = steps[argv[2] ?? ""];
    if (!step) throw new UserError(`npm run minikube -- ${Object.keys(steps).join("|")}`);
    if (!(await succeeds("minikube", ["version"])))
      throw new UserError("minikube is not on the PATH: https://minikube.sigs.k8s.io/docs/start");
    await step();
  });
