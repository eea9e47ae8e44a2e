import type { Language } from "../_shared/domain/settings.ts";
import type { FailureCode } from "./failure.ts";

const en: Record<FailureCode, string> = {
  unreachable: "The assistant's model cannot be reached at the moment. Try again in a few minutes.",
  "rate-limited": "The assistant's model has too many requests just now. Try again in a few minutes.",
  quota: "The quota of the assistant's model is used up. Whoever runs this server has to raise it.",
  "key-refused":
    "The assistant's model refuses this server's key. Whoever runs this server has to correct it.",
  "model-unknown":
    "The model that is set up does not exist at its endpoint. Whoever runs this server has to correct it.",
  "not-understood":
    "The assistant's model did not accept the request. Say it in other words, or begin a new conversation.",
  "too-long": "This conversation has become too long for the assistant's model. Begin a new one.",
  interrupted: "The assistant's reply broke off several times. Try again.",
  silent: "The assistant's model did not answer in time. Try again.",
  "no-model":
    "What answers at the model's address is no model. Whoever runs this server has to correct the address.",
  filtered: "The provider of the assistant's model has held the reply back. Say it in other words.",
  cut: "The assistant's reply became too long and was cut off. Ask for less at a time.",
  "day-limit":
    "You have used the assistant as much as one day allows. It goes on tomorrow; everything else works.",
  "out-of-time": "This took too long and was ended. What was done stays, and can be undone.",
  confused: "The assistant's model called its tools wrongly several times. Say it in other words.",
  internal: "Something went wrong here. What was done stays; try again.",
};

const de: Record<FailureCode, string> = {
  unreachable:
    "Das Modell des Assistenten ist gerade nicht erreichbar. Versuche es in einigen Minuten wieder.",
  "rate-limited":
    "Das Modell des Assistenten hat gerade zu viele Anfragen. Versuche es in einigen Minuten wieder.",
  quota:
    "Das Kontingent für das Modell des Assistenten ist aufgebraucht. Wer diesen Server betreibt, muss es erhöhen.",
  "key-refused":
    "Das Modell des Assistenten lehnt den Schlüssel dieses Servers ab. Wer diesen Server betreibt, muss ihn berichtigen.",
  "model-unknown":
    "Das eingestellte Modell gibt es an seiner Adresse nicht. Wer diesen Server betreibt, muss es berichtigen.",
  "not-understood":
    "Das Modell des Assistenten hat die Anfrage nicht angenommen. Sag es mit anderen Worten, oder beginne ein neues Gespräch.",
  "too-long": "Dieses Gespräch ist für das Modell des Assistenten zu lang geworden. Beginne ein neues.",
  interrupted: "Die Antwort des Assistenten brach mehrmals ab. Versuche es noch einmal.",
  silent: "Das Modell des Assistenten hat nicht rechtzeitig geantwortet. Versuche es noch einmal.",
  "no-model":
    "Unter der Adresse des Modells antwortet kein Modell. Wer diesen Server betreibt, muss die Adresse berichtigen.",
  filtered: "Der Anbieter des Modells hat die Antwort zurückgehalten. Sag es mit anderen Worten.",
  cut: "Die Antwort des Assistenten wurde zu lang und bricht deshalb ab. Verlange weniger auf einmal.",
  "day-limit":
    "Du hast den Assistenten heute so viel benutzt, wie ein Tag erlaubt. Morgen geht es weiter; alles andere funktioniert.",
  "out-of-time":
    "Das dauerte zu lange und wurde beendet. Was getan ist, bleibt und kann rückgängig gemacht werden.",
  confused:
    "Das Modell des Assistenten hat seine Werkzeuge mehrmals falsch aufgerufen. Sag es mit anderen Worten.",
  internal: "Hier ist etwas schiefgegangen. Was getan ist, bleibt; versuche es noch einmal.",
};

const all: Record<Language, Record<FailureCode, string>> = { en, de };

/** The sentence for a person about what went wrong. */
export const sentence = (code: FailureCode, language: Language): string => all[language][code];
