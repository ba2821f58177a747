import { useEffect } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { QrCode } from "./QrCode.tsx";

export interface QrScreenProps {
  title: string;
  link: string;
  code: string | undefined;
  passcode: string | undefined;
  onClose: () => void;
}

/** All that people in a hall need to come in, as large as the screen: to be shared or projected. */
export function QrScreen({ title, link, code, passcode, onClose }: QrScreenProps) {
  const { t } = useTranslation();
  useEffect(() => {
    // Where the browser lets us; else the window is filled, which is what a shared window shows.
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
    const left = () => document.fullscreenElement === null && onClose();
    document.addEventListener("fullscreenchange", left);
    return () => {
      document.removeEventListener("fullscreenchange", left);
      if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
    };
  }, [onClose]);
  return (
    <ModalOverlay className="qr-veil" isOpen onOpenChange={(open) => open || onClose()}>
      <Modal className="qr-modal">
        <Dialog className="qr-screen">
          <div className="qr-words">
            <Heading slot="title" className="qr-title">
              <bdi>{title}</bdi>
            </Heading>
            <p className="qr-how">{t("links.qrHow")}</p>
            {code === undefined ? null : (
              <p>
                {t("links.qrCode", { address: location.host })}
                <span className="qr-code">{code}</span>
              </p>
            )}
            {passcode === undefined ? null : (
              <p>
                {t("links.passcode")}
                <span className="qr-code" dir="auto">
                  {passcode}
                </span>
              </p>
            )}
            <div>
              <Button large autoFocus onPress={onClose}>
                {t("common.close")}
              </Button>
            </div>
          </div>
          <QrCode className="qr-large" text={link} title={t("links.qrTitle", { title })} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
