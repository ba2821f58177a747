import { useTranslation } from "react-i18next";
import type { FileFault, RowFault } from "../../lists/read.ts";

/** What is wrong with a file as a whole. */
export function FileFaultLine({ fault }: { fault: FileFault }) {
  const { t, i18n } = useTranslation();
  const columns = "columns" in fault ? new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(fault.columns.map((column) => t("expected.quoted", { words: column.slice(0, 60) }))) : "";
  return (
    <p className="field-error" role="alert">
      {fault.kind === "too_many_rows" ? t("expected.fileFault.too_many_rows", { count: fault.count }) : t(`expected.fileFault.${fault.kind}`, { columns })}
    </p>
  );
}

const SHOWN = 100;

/** Every row that cannot be taken, with its field. */
export function RowFaults({ faults, more }: { faults: readonly RowFault[]; more: number }) {
  const { t } = useTranslation();
  const count = faults.length + more;
  const left = count - Math.min(faults.length, SHOWN);
  return (
    <section className="list-faults" role="alert" aria-labelledby="list-faults-heading">
      <h3 id="list-faults-heading">{t("expected.faults", { count })}</h3>
      <ul>
        {faults.slice(0, SHOWN).map((fault) => (
          <li key={`${fault.table} ${fault.row} ${fault.field ?? ""} ${fault.fault}`}>
            <strong>{t(`expected.row.${fault.table}`, { row: fault.row })}</strong>
            {fault.field === undefined ? "" : ` · ${t(`expected.field.${fault.field}`)}`}: {t(`expected.fault.${fault.fault}`, { other: fault.otherRow ?? "" })}
          </li>
        ))}
      </ul>
      {left > 0 ? <p className="small">{t("expected.moreFaults", { count: left })}</p> : null}
    </section>
  );
}
