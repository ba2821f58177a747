import type { TFunction } from "i18next";
import { ApiError } from "../connection/http.ts";

/** An HTTP failure in words for people. */
export function faultText(t: TFunction, error: unknown): string {
  if (!(error instanceof ApiError)) return t("fault.other");
  if (error.reason) return t(`refusal.${error.reason}`);
  switch (error.code) {
    case "offline":
    case "not_found":
    case "unauthenticated":
    case "rate_limited":
    case "unavailable":
      return t(`fault.${error.code}`);
    default:
      return t("fault.other");
  }
}
