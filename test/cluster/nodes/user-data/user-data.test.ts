import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { stringify as toToml } from "smol-toml";
import { stringify as toYaml } from "yaml";

import {
  MAX_USER_DATA_BYTES,
  parseUserData,
  type UserData,
} from "../../../../policies/src/cluster/nodes/user-data/user-data.ts";
import { UNKNOWN } from "../../../../policies/src/rule/property-value.ts";
import { bootstrapScript, multipart, nodeConfig } from "../../../rules/nodes/user-data.ts";

const NODE_CONFIG = "application/node.eks.aws";
const SCRIPT = 'text/x-shellscript; charset="us-ascii"';

const plain = (text: string): UserData => parseUserData(text, "plain");
const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64");
const kubelet = (config: object, flags?: object) => ({
  apiVersion: "node.eks.aws/v1alpha1",
  kind: "NodeConfig",
  spec: { kubelet: { config, ...(flags && { flags }) } },
});

describe("parseUserData", () => {
  for (const [what, text] of [
    ["YAML", nodeConfig({ maxPods: 58 })],
    ["YAML after a comment", `# Nodes of team shop\n---\n${nodeConfig({ maxPods: 58 })}`],
    ["JSON", JSON.stringify(kubelet({ maxPods: 58 }))],
    ["a MIME document", multipart([NODE_CONFIG, nodeConfig({ maxPods: 58 })])],
    [
      "a MIME document with Windows line endings",
      multipart([NODE_CONFIG, nodeConfig({ maxPods: 58 })]).replaceAll("\n", "\r\n"),
    ],
    [
      "a part in Base64",
      multipart([`${NODE_CONFIG}\nContent-Transfer-Encoding: base64`, base64(nodeConfig({ maxPods: 58 }))]),
    ],
    ["a compressed part", multipart([NODE_CONFIG, base64(gzipSync(nodeConfig({ maxPods: 58 })))])],
    [
      "a quoted-printable part",
      multipart([
        `${NODE_CONFIG}\nContent-Transfer-Encoding: quoted-printable`,
        nodeConfig({ maxPods: 58 }).replace("maxPods", "max=\nPo=64s"),
      ]),
    ],
  ] as const) {
    it(`reads a NodeConfig as ${what}`, () => {
      assert.deepEqual(plain(text), {
        document: kubelet({ maxPods: 58 }),
        scripts: [],
        formats: ["NodeConfig"],
        isMultipart: text.startsWith("MIME-Version"),
        isWhole: true,
        problems: [],
      });
      assert.deepEqual(parseUserData(base64(text), "base64"), plain(text));
      assert.deepEqual(parseUserData(base64(gzipSync(text)), "base64"), plain(text));
    });
  }

  it("reads Base64 within Base64, as nodeadm does", () => {
    const text = base64(nodeConfig({ maxPods: 58 }));
    assert.deepEqual(parseUserData(base64(text), "base64").document, kubelet({ maxPods: 58 }));
    assert.deepEqual(plain(text).document, kubelet({ maxPods: 58 }));
  });

  it("merges NodeConfigs in order, including their flags", () => {
    const { document } = plain(
      multipart(
        [
          NODE_CONFIG,
          nodeConfig({ maxPods: 58, evictionHard: { "nodefs.available": "10%" } }, [
            "--v=2",
            "--max-pods=40",
          ]),
        ],
        [
          NODE_CONFIG,
          nodeConfig({ maxPods: 29, evictionHard: { "memory.available": "5%" } }, ["--max-pods", "20"]),
        ],
      ),
    );
    assert.deepEqual(
      document,
      kubelet(
        { maxPods: 29, evictionHard: { "nodefs.available": "10%", "memory.available": "5%" } },
        { "--v": "2", "--max-pods": "20" },
      ),
    );
  });

  it("splits a flag that contains several, as systemd does for the kubelet", () => {
    const text = nodeConfig({}, ["--max-pods=100 --node-labels=a=b"]);
    assert.deepEqual(plain(text).document, kubelet({}, { "--max-pods": "100", "--node-labels": "a=b" }));
  });

  it("keeps scripts next to NodeConfigs", () => {
    const script = "#!/bin/bash\necho hello";
    const { document, scripts, problems } = plain(
      multipart([SCRIPT, script], [NODE_CONFIG, nodeConfig({ maxPods: 58 })]),
    );
    assert.deepEqual([document, scripts, problems], [kubelet({ maxPods: 58 }), [script], []]);
  });

  it("does not read a NodeConfig that a script writes to a file", () => {
    const script = `#!/bin/bash\ncat > /etc/eks/nodeadm.d/own.yaml <<EOF\n${nodeConfig({ maxPods: 58 })}EOF\n`;
    assert.deepEqual(plain(script), {
      document: {},
      scripts: [script],
      formats: ["script"],
      isMultipart: false,
      isWhole: true,
      problems: [],
    });
  });

  it("reads Bottlerocket's settings", () => {
    const { document } = plain(
      '[settings.kubernetes]\nmax-pods = 58\n"eviction-hard" = { "memory.available" = "5%" }\n',
    );
    assert.deepEqual(document, {
      settings: { kubernetes: { "max-pods": 58, "eviction-hard": { "memory.available": "5%" } } },
    });
  });

  it("reads what a script passes to bootstrap.sh in the last of several calls", () => {
    const first = bootstrapScript("--max-pods=10");
    const script = `${first}${bootstrapScript("--max-pods=58 --node-labels=a=b,c=d --eviction-hard=memory.available<5%,nodefs.available<10% --v 2")}`;
    assert.deepEqual(plain(script).document, {
      "--max-pods": "58",
      "--node-labels": "a=b,c=d",
      "--eviction-hard": { "memory.available": "5%", "nodefs.available": "10%" },
      "--v": "2",
    });
  });

  it("leaves shell expansions as they are", () => {
    const script =
      '#!/bin/sh\n/etc/eks/bootstrap.sh "$NAME" --kubelet-extra-args "--max-pods=$PODS" && echo --max-pods=9\n';
    assert.deepEqual(plain(script).document, { "--max-pods": "$PODS" });
  });

  for (const [what, text, problem] of [
    ["plain text instead of Base64", "[settings]", "is not Base64"],
    ["more than EC2 accepts", base64("#".repeat(MAX_USER_DATA_BYTES + 1)), "is larger than EC2 accepts"],
    ["far more than EC2 accepts", "#".repeat(100_000), "is larger than EC2 accepts"],
    [
      "half an archive",
      base64(gzipSync("#!/bin/sh").subarray(0, 20)),
      "is a corrupt gzip archive, or larger than 256 KiB uncompressed",
    ],
    [
      "an archive that is one byte too large",
      base64(gzipSync(Buffer.alloc(2 ** 18 + 1))),
      "is a corrupt gzip archive, or larger than 256 KiB uncompressed",
    ],
    [
      "parts that are archives too large in total",
      base64(multipart(...[1, 2].map(() => [SCRIPT, base64(gzipSync(Buffer.alloc(2 ** 18)))] as const))),
      "is a corrupt gzip archive, or larger than 256 KiB uncompressed",
    ],
    [
      "a part that is half an archive",
      base64(multipart([SCRIPT, base64(gzipSync("#!/bin/sh").subarray(0, 20))])),
      "is a corrupt gzip archive, or larger than 256 KiB uncompressed",
    ],
    [
      "a document that is cut off",
      base64(multipart([NODE_CONFIG, nodeConfig({})]).replace("--//--", "")),
      "is a MIME document without a closing boundary",
    ],
    [
      "a part that is not YAML",
      base64(multipart([NODE_CONFIG, "spec: {"])),
      "has a part that should be a NodeConfig but isn't",
    ],
    [
      "a part of another kind",
      base64(multipart([NODE_CONFIG, "apiVersion: v1\nkind: Pod\n"])),
      "has a part that should be a NodeConfig but isn't",
    ],
    [
      "settings that are not TOML",
      base64("[settings.kubernetes]\nmax-pods: 58\n"),
      "has Bottlerocket settings that aren't valid TOML",
    ],
  ] as const) {
    it(`finds ${what}`, () => {
      assert.deepEqual(parseUserData(text, "base64").problems, [problem]);
    });
  }

  it("is unpacked once for each encoding, however many rules ask for it", () => {
    const text = base64(nodeConfig({ maxPods: 58 }));
    assert.equal(parseUserData(text, "base64"), parseUserData(text, "base64"));
    assert.deepEqual(plain(text), parseUserData(text, "base64"));
    assert.deepEqual(plain("x").problems, []);
    assert.deepEqual(parseUserData("x", "base64").problems, ["is not Base64"]);
  });

  it("accepts as much as EC2 does, and a script that is cut off, as cloud-init does", () => {
    assert.deepEqual(parseUserData(base64("#".repeat(MAX_USER_DATA_BYTES)), "base64").problems, []);
    assert.deepEqual(plain(multipart([SCRIPT, "#!/bin/sh"]).replace("--//--", "")).problems, []);
  });

  // What takes quadratic time takes longer than mocha waits: the texts are as long as any that is unpacked.
  for (const [what, text] of [
    ["empty lines", "\n".repeat(2 ** 18)],
    ["brackets", "[\n".repeat(2 ** 17)],
    [
      "spaces in a quoted-printable part",
      multipart([`${SCRIPT}\nContent-Transfer-Encoding: quoted-printable`, " ".repeat(2 ** 18 - 500)]),
    ],
  ] as const) {
    it(`reads a lot of ${what} to its end`, () => {
      assert.deepEqual(parseUserData(base64(gzipSync(text)), "base64").problems, []);
    });
  }

  it("keeps the spaces before a soft line break in a quoted-printable part", () => {
    const text = multipart([
      `${SCRIPT}\nContent-Transfer-Encoding: quoted-printable`,
      "echo hello =  \nworld",
    ]);
    assert.deepEqual(plain(text).scripts, ["echo hello world"]);
  });

  it("never throws", () => {
    const fragment = fc.constantFrom(
      ...[
        "\n",
        "--//",
        "--//--",
        "Content-Type: multipart/mixed; boundary=//",
        `Content-Type: ${NODE_CONFIG}`,
        "apiVersion: node.eks.aws/v1alpha1",
      ],
      ...[
        "kind: NodeConfig",
        "spec: { kubelet: { flags: [",
        "]",
        "}",
        "[settings.a]",
        "= 1",
        "bootstrap.sh --kubelet-extra-args",
        "'",
        '"',
        "&a *a",
        "<<: *a",
        "\u001f\u008b",
      ],
    );
    const text = fc.oneof(
      fc.array(fc.oneof(fragment, fc.string())).map((parts) => parts.join("")),
      fc.array(fragment).map((parts) => parts.join("\n")),
    );
    fc.assert(
      fc.property(text, fc.constantFrom("plain" as const, "base64" as const), (data, encoding) => {
        parseUserData(encoding === "base64" ? base64(data) : data, encoding);
        parseUserData(data, encoding);
      }),
      { numRuns: 500 },
    );
  });

  it("reads NodeConfigs as they were written, whatever the encoding", () => {
    const scalar = fc.oneof(fc.integer(), fc.boolean(), fc.string());
    const name = fc.stringMatching(/^[a-z][A-Za-z.]{0,12}$/);
    const config = fc.dictionary(name, fc.oneof(scalar, fc.dictionary(name, scalar)));
    fc.assert(
      fc.property(config, fc.boolean(), fc.boolean(), (expected, inParts, isPacked) => {
        const document = toYaml(kubelet(expected));
        const text = inParts ? multipart([NODE_CONFIG, document]) : document;
        const data = base64(isPacked ? gzipSync(text) : text);
        fc.pre(data.length < MAX_USER_DATA_BYTES);
        assert.deepEqual(parseUserData(data, "base64").document, toPlain(kubelet(expected)));
      }),
    );
  });

  it("reads Bottlerocket's settings as they were written", () => {
    const name = fc.stringMatching(/^[a-z][a-z-]{0,12}$/);
    const value = fc.oneof(fc.integer(), fc.boolean(), fc.string());
    fc.assert(
      fc.property(fc.dictionary(name, value, { minKeys: 1 }), (kubernetes) => {
        assert.deepEqual(
          plain(toToml({ settings: { kubernetes } })).document,
          toPlain({ settings: { kubernetes } }),
        );
      }),
    );
  });

  it("finds each flag that is passed to bootstrap.sh, with either kind of quotes", () => {
    const flag = fc.tuple(fc.stringMatching(/^--[a-z][a-z-]{0,10}$/), fc.stringMatching(/^[\w.,:/-]{1,10}$/));
    const flags = fc.uniqueArray(flag, { selector: ([name]) => name });
    fc.assert(
      fc.property(flags, fc.constantFrom("'", '"'), (given, quote) => {
        fc.pre(given.every(([name]) => !name.startsWith("--eviction-")));
        const words = given.map(([name, value]) => `${name}=${value}`).join(" ");
        const script = `#!/bin/sh\n/etc/eks/bootstrap.sh prod --kubelet-extra-args ${quote}${words}${quote}\n`;
        assert.deepEqual(plain(script).document, Object.fromEntries(given));
      }),
    );
  });
});

/** Shapes of user data with an endpoint, as in the examples of pulumi-eks v4.3.0 (custom-managed-nodegroup, managed-ng-os). */
describe("parseUserData of what is known in part", () => {
  const cluster = (rest = ""): string =>
    `---\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  cluster:\n    name: ${UNKNOWN}\n    apiServerEndpoint: ${UNKNOWN}\n    certificateAuthority: >-\n      ${UNKNOWN}\n    cidr: ${UNKNOWN}\n${rest}`;
  const script = (command: string): string => `#!/bin/bash\n${command}\n`;
  const CLUSTER = {
    name: UNKNOWN,
    apiServerEndpoint: UNKNOWN,
    certificateAuthority: UNKNOWN,
    cidr: UNKNOWN,
  };

  it("reads the settings beside the unknown values", () => {
    const text = cluster("  kubelet:\n    config: { maxPods: 58 }\n");
    assert.deepEqual(plain(text), {
      document: {
        ...kubelet({ maxPods: 58 }),
        spec: { cluster: CLUSTER, kubelet: { config: { maxPods: 58 } } },
      },
      scripts: [],
      formats: ["NodeConfig"],
      isMultipart: false,
      isWhole: true,
      problems: [],
    });
    const parts = text.split(UNKNOWN).map(base64).join(UNKNOWN);
    assert.deepEqual(parseUserData(parts, "base64"), plain(text));
    assert.deepEqual(parseUserData(text, "base64").problems, ["is not Base64"]);
  });

  it("merges parts, in which unknown flags can be any", () => {
    const flags = (...words: string[]): readonly [string, string] => [NODE_CONFIG, nodeConfig({}, words)];
    const merged = (...parts: (readonly [string, string])[]): unknown =>
      (plain(multipart([NODE_CONFIG, cluster()], ...parts)).document as ReturnType<typeof kubelet>).spec
        .kubelet.flags;
    assert.deepEqual(merged(flags("--max-pods=9", `--node-labels=a=${UNKNOWN}`)), {
      "--max-pods": "9",
      "--node-labels": UNKNOWN,
    });
    assert.equal(merged(flags("--max-pods=9", UNKNOWN)), UNKNOWN);
    assert.equal(merged(flags("--max-pods=9", `--${UNKNOWN}=9`)), UNKNOWN);
    assert.equal(merged(flags(UNKNOWN), flags("--max-pods=9")), UNKNOWN);
  });

  for (const [what, text] of [
    ["lines of a NodeConfig", cluster(`${UNKNOWN}\n`)],
    ["lines between settings", cluster(`  kubelet:\n    config:\n      maxPods: 9\n      ${UNKNOWN}\n`)],
    ["lines with which it isn't YAML", cluster(`  kubelet: [ ${UNKNOWN}\n`)],
    ["lines of Bottlerocket's settings", `[settings.kubernetes]\nmax-pods = 9\n${UNKNOWN}\n`],
    ["a value that isn't TOML without quotes", `[settings.kubernetes]\nmax-pods = ${UNKNOWN}\n`],
    ["commands", script(`/etc/eks/bootstrap.sh prod --kubelet-extra-args '--v=2'\n  ${UNKNOWN}`)],
    ["a command after another", script(`true && ${UNKNOWN}`)],
    ["words for bootstrap.sh", script(`/etc/eks/bootstrap.sh prod ${UNKNOWN}`)],
    ["all flags for bootstrap.sh", script(`/etc/eks/bootstrap.sh prod --kubelet-extra-args "${UNKNOWN}"`)],
    ["a part of a MIME document", multipart([NODE_CONFIG, cluster()], [NODE_CONFIG, UNKNOWN])],
    ["a part of an unknown type", multipart([NODE_CONFIG, cluster()], [UNKNOWN, "x"])],
    ["the end of a MIME document", multipart([NODE_CONFIG, cluster()]).replace("--//--", UNKNOWN)],
  ] as const) {
    it(`infers nothing from what is absent, where the unknown could be ${what}`, () => {
      const { document, isWhole, problems } = plain(text);
      assert.deepEqual(
        { document, isWhole, problems },
        { document: undefined, isWhole: false, problems: [] },
      );
    });
  }

  it("reads flags for bootstrap.sh with an unknown endpoint", () => {
    const { document, isWhole } = plain(
      script(
        `/etc/eks/bootstrap.sh --apiserver-endpoint "${UNKNOWN}" "${UNKNOWN}" --kubelet-extra-args '--max-pods=9 --node-labels=a=${UNKNOWN}'`,
      ),
    );
    assert.deepEqual([document, isWhole], [{ "--max-pods": "9", "--node-labels": UNKNOWN }, true]);
  });

  it("knows thresholds and feature gates only as a whole", () => {
    const { document } = plain(
      script(
        `/etc/eks/bootstrap.sh prod --kubelet-extra-args '--eviction-hard=memory.available<${UNKNOWN} --feature-gates=A=true,${UNKNOWN}'`,
      ),
    );
    assert.deepEqual(document, { "--eviction-hard": UNKNOWN, "--feature-gates": UNKNOWN });
  });

  it("knows no setting of an object with an unknown name", () => {
    const { document } = plain(nodeConfig({ [`a${UNKNOWN}`]: 1, maxPods: 9 }));
    assert.deepEqual(document, kubelet(UNKNOWN as unknown as object));
  });

  it("reads the settings beside a script with unknown commands, which has no bootstrap.sh", () => {
    const { document, isWhole } = plain(
      multipart([NODE_CONFIG, nodeConfig({ maxPods: 9 })], [SCRIPT, script(UNKNOWN)]),
    );
    assert.deepEqual([document, isWhole], [kubelet({ maxPods: 9 }), false]);
  });

  it("finds a problem in a part that is known", () => {
    const text = multipart([NODE_CONFIG, cluster()], [NODE_CONFIG, "spec: {"]);
    assert.deepEqual(plain(text).problems, ["has a part that should be a NodeConfig but isn't"]);
  });
});

/** Removes the prototypes that fast-check gives to some objects. */
function toPlain(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
