import { Kafka, logLevel } from "kafkajs";

declare const INPUT: { group: string; brokers: string };

const brokers = INPUT.brokers.split(",");
const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
await admin.connect();
const results = await admin.deleteGroups([INPUT.group]);
await admin.disconnect();
console.log(JSON.stringify(results));
