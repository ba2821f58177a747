import "i18next";
import type en from "./en.json";

// A key that is not in en.json does not compile. Those of `files` are the server's: the build takes them out.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: Omit<typeof en, "files"> };
  }
}
