/** The files of `deploy/` hang together: what one part names the other has. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseAllDocuments, parseDocument } from "yaml";

const text = (name: string) => readFileSync(new URL(`../../../deploy/${name}`, import.meta.url), "utf8");

type Tree = { [name: string]: Tree } & readonly Tree[];

/** What stands there: `at(manifest, "spec.ports.0.name")`. */
function at(tree: Tree, path: string): Tree | string {
  return path.split(".").reduce((part, name) => part[name] ?? ({} as Tree), tree) as Tree | string;
}

function manifests(): Tree[] {
  return parseAllDocuments(text("kubernetes.yaml"), { strict: true, uniqueKeys: true }).map((document) => {
    if (!("errors" in document) || document.errors.length > 0) throw new Error(`no document: ${JSON.stringify(document)}`);
    return document.toJS() as Tree;
  });
}

test("in the manifest every reference finds what it names", () => {
  const all = manifests();
  const one = (kind: string) => {
    const found = all.filter((manifest) => at(manifest, "kind") === kind);
    expect(found).toHaveLength(1);
    return found[0] as Tree;
  };
  const versions = all.map((manifest) => at(manifest, "apiVersion"));
  expect(new Set(versions)).toEqual(new Set(["v1", "apps/v1", "policy/v1", "networking.k8s.io/v1"]));
  const inNamespace = all.filter((manifest) => at(manifest, "kind") !== "Namespace");
  expect(new Set(inNamespace.map((manifest) => at(manifest, "metadata.namespace")))).toEqual(new Set([at(one("Namespace"), "metadata.name")]));
  const [deployment, service, ingress] = [one("Deployment"), one("Service"), one("Ingress")];
  const labels = at(deployment, "spec.template.metadata.labels");
  const selectors = [at(deployment, "spec.selector.matchLabels"), at(one("PodDisruptionBudget"), "spec.selector.matchLabels"), at(service, "spec.selector")];
  expect(selectors).toEqual([labels, labels, labels]);
  const container = at(deployment, "spec.template.spec.containers.0") as Tree;
  const port = at(container, "ports.0.name");
  const probes = ["startupProbe", "livenessProbe", "readinessProbe"].map((probe) => at(container, `${probe}.httpGet.port`));
  expect([at(service, "spec.ports.0.targetPort"), ...probes]).toEqual([port, port, port, port]);
  expect(at(container, "envFrom.0.secretRef.name")).toBe(at(one("Secret"), "metadata.name"));
  const backend = at(ingress, "spec.rules.0.http.paths.0.backend.service") as Tree;
  expect(at(backend, "name")).toBe(at(service, "metadata.name"));
  expect(at(backend, "port.name")).toBe(at(service, "spec.ports.0.name"));
  const host = at(ingress, "spec.rules.0.host");
  expect(at(ingress, "spec.tls.0.hosts")).toEqual([host]);
  expect(at(one("Secret"), "stringData.CONVENE_PUBLIC_URL")).toBe(`https://${String(host)}`);
});

test("in the Compose file every reference finds what it names, and the example has every variable", () => {
  const document = parseDocument(text("compose.yaml"), { strict: true, uniqueKeys: true, merge: true });
  expect(document.errors).toEqual([]);
  const compose = document.toJS() as {
    services: Record<string, { image?: string; volumes?: string[]; depends_on?: Record<string, unknown>; healthcheck?: unknown }>;
    volumes: Record<string, unknown>;
    networks: { default: { ipam: { config: { subnet: string }[] } } };
  };
  const services = Object.values(compose.services);
  expect(services.every((service) => service.image !== undefined)).toBe(true);
  const awaited = services.flatMap((service) => Object.keys(service.depends_on ?? {}));
  expect(awaited.map((name) => compose.services[name]?.healthcheck !== undefined)).toEqual(awaited.map(() => true));
  const named = services.flatMap((service) => service.volumes ?? []).map((volume) => volume.split(":")[0] as string);
  expect(named.filter((volume) => !volume.startsWith(".")).sort()).toEqual(Object.keys(compose.volumes).sort());
  const upstreams = text("Caddyfile").match(/reverse_proxy (.*) \{/)?.[1]?.split(" ");
  const instances = Object.keys(compose.services).filter((name) => name.startsWith("convene-"));
  expect(upstreams).toEqual(instances.map((name) => `${name}:7400`));
  const needed = [...text("compose.yaml").matchAll(/\$\{([A-Z_]+)/g)].map((found) => found[1]);
  const given = [...text("example.env").matchAll(/^([A-Z_]+)=/gm)].map((found) => found[1]);
  expect([...new Set(needed)].sort()).toEqual([...given].sort());
  expect(text("compose.yaml")).toContain(`CONVENE_TRUSTED_PROXIES: ${compose.networks.default.ipam.config[0]?.subnet}`);
});
