#!/usr/bin/env python3
"""Checks a bundle against what Maven Central asks of an upload, and a few things that twohead asks of itself.

    release/check_bundle.py central-bundle.zip VERSION

Every problem is told. Signatures are verified with the keys in $GNUPGHOME.
"""

import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zipfile

POM = "{http://maven.apache.org/POM/4.0.0}"
GROUP = "io/github/twohead"
CHECKSUMS = ("md5", "sha1", "sha256", "sha512")
MUST_HAVE = ("md5", "sha1")
# sources and Javadoc are asked of jars; the SBOM is our own promise
BESIDE_A_JAR = ("-sources.jar", "-javadoc.jar", "-cyclonedx.json")
ELEMENTS = (
    "groupId", "artifactId", "version", "name", "description", "url", "licenses/license/name",
    "licenses/license/url", "developers/developer/name", "developers/developer/url",
    "scm/connection", "scm/developerConnection", "scm/url",
)
LEFT_OVER = ("parent", "modules", "build", "reporting", "profiles", "repositories",
             "pluginRepositories", "distributionManagement")
ADDRESSES = ("https://github.com/twohead", "https://www.apache.org/licenses/", "scm:git:",
             "http://maven.apache.org/", "https://maven.apache.org/xsd/", "http://www.w3.org/2001/")


def text(node, path):
    found = node.find("/".join(POM + part for part in path.split("/")))
    return "" if found is None or found.text is None else found.text.strip()


def children(node, path):
    return node.findall("/".join(POM + part for part in path.split("/")))


class Bundle:
    def __init__(self, file, version):
        self.version = version
        self.zip = zipfile.ZipFile(file)
        self.names = set(name for name in self.zip.namelist() if not name.endswith("/"))
        self.problems = []

    def problem(self, where, what):
        self.problems.append(f"{where}: {what}")

    def check(self):
        plain = sorted(n for n in self.names if not n.endswith((".asc",) + CHECKSUMS))
        folders = sorted({name.rsplit("/", 1)[0] for name in plain})
        for name in plain:
            self.checksums(name)
            self.place(name)
        self.signatures(plain)
        jars = []
        for folder in folders:
            artifact = folder.split("/")[-2]
            base = f"{folder}/{artifact}-{self.version}"
            if base + ".pom" not in self.names:
                self.problem(folder, "no POM")
                continue
            root = xml.fromstring(self.zip.read(base + ".pom"))
            self.pom(base + ".pom", root)
            if text(root, "packaging") != "pom":
                jars.append(artifact)
                self.jar(base)
        self.bom(jars)
        return plain

    def place(self, name):
        parts = name.split("/")
        if not name.startswith(GROUP + "/") or len(parts) != 6 or parts[4] != self.version:
            self.problem(name, f"is not at {GROUP}/ARTIFACT/{self.version}/")
        elif not parts[5].startswith(f"{parts[3]}-{self.version}"):
            self.problem(name, f"does not begin with {parts[3]}-{self.version}")
        if "SNAPSHOT" in name:
            self.problem(name, "is a snapshot")

    def checksums(self, name):
        content = self.zip.read(name)
        for kind in CHECKSUMS:
            beside = f"{name}.{kind}"
            if beside not in self.names:
                if kind in MUST_HAVE:
                    self.problem(name, f"has no .{kind}")
            elif self.zip.read(beside).decode().split()[0] != hashlib.new(kind, content).hexdigest():
                self.problem(beside, "is another file's")

    def signatures(self, plain):
        with tempfile.TemporaryDirectory() as folder:
            signed = pathlib.Path(folder, "file")
            signature = pathlib.Path(folder, "file.asc")
            for name in plain:
                if name + ".asc" not in self.names:
                    self.problem(name, "is not signed")
                    continue
                signed.write_bytes(self.zip.read(name))
                signature.write_bytes(self.zip.read(name + ".asc"))
                gpg = ["gpg", "--batch", "--quiet", "--verify", str(signature), str(signed)]
                if subprocess.run(gpg, capture_output=True, check=False).returncode != 0:
                    self.problem(name + ".asc", "does not verify")

    def pom(self, name, root):
        for element in ELEMENTS:
            if not text(root, element):
                self.problem(name, f"has no {element}")
        for element in LEFT_OVER:
            if root.find(POM + element) is not None:
                self.problem(name, f"has {element}, which only our build needs")
        for dependency in root.iter(POM + "dependency"):
            label = text(dependency, "artifactId")
            if text(dependency, "scope") == "test":
                self.problem(name, f"brings {label}, which only tests need")
            if not text(dependency, "version"):
                self.problem(name, f"says no version of {label}")
        content = self.zip.read(name).decode()
        if "SNAPSHOT" in content:
            self.problem(name, "names a snapshot")
        for address in re.findall(r"[a-z:]*://[^\s\"<]*", content):
            if not address.startswith(ADDRESSES):
                self.problem(name, f"names {address}")
        brought = [d for d in children(root, "dependencies/dependency")
                   if text(d, "scope") in ("", "compile", "runtime") and text(d, "optional") != "true"]
        if text(root, "artifactId") == "twohead-api" and len(brought) > 2:
            self.problem(name, "brings more than three jars with its own")
        known = {child.tag.replace(POM, "") for child in root.iter(POM + "properties") for child in child}
        for used in set(re.findall(r"\$\{([^}]*)}", content)) - known - {"project.version"}:
            self.problem(name, f"does not say what ${{{used}}} is")

    def jar(self, base):
        for end in BESIDE_A_JAR:
            if base + end not in self.names:
                self.problem(base + ".jar", f"has no {end[1:]} beside it")
        if base + ".jar" not in self.names:
            self.problem(base, "no jar")
            return
        with zipfile.ZipFile(self.zip.open(base + ".jar")) as jar:
            inside = jar.namelist()
            for wanted in ("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/versions/17/module-info.class"):
                if wanted not in inside and not self.no_module(base, wanted):
                    self.problem(base + ".jar", f"holds no {wanted}")
        if base + "-cyclonedx.json" in self.names:
            self.sbom(base + "-cyclonedx.json")

    def sbom(self, name):
        versions = {}
        for component in json.loads(self.zip.read(name)).get("components", []):
            label = f"{component['group']}:{component['name']}"
            versions.setdefault(label, set()).add(component["version"])
            if not component.get("licenses"):
                self.problem(name, f"knows no license of {label}")
        for label, several in versions.items():
            if len(several) > 1:
                self.problem(name, f"brings {label} in versions {', '.join(sorted(several))}")

    @staticmethod
    def no_module(base, wanted):
        # what lies on Spark runs on a class path
        return wanted.endswith(".class") and "spark" in base

    def bom(self, jars):
        name = f"{GROUP}/twohead-bom/{self.version}/twohead-bom-{self.version}.pom"
        if name not in self.names:
            self.problem(name, "is not there")
            return
        root = xml.fromstring(self.zip.read(name))
        managed = children(root, "dependencyManagement/dependencies/dependency")
        named = {text(entry, "artifactId") for entry in managed}
        for jar in jars:
            if jar not in named:
                self.problem("twohead-bom", f"does not name {jar}")
        ours = xml.parse(pathlib.Path(__file__).parent.parent / "pom.xml").getroot()
        versions = self.properties(ours)
        for key, value in self.properties(root).items():
            if versions.get(key) != value:
                self.problem("twohead-bom", f"has {key} {value}, and pom.xml {versions.get(key)}")

    @staticmethod
    def properties(root):
        section = root.find(POM + "properties")
        raw = {} if section is None else {p.tag.replace(POM, ""): p.text for p in section if p.text}
        return {key: re.sub(r"\$\{([^}]*)}", lambda m: raw.get(m[1], m[0]), value)
                for key, value in raw.items()}


def main():
    bundle = Bundle(sys.argv[1], sys.argv[2])
    plain = bundle.check()
    for name in plain:
        print(f"{bundle.zip.getinfo(name).file_size:>10} {name}")
    for problem in bundle.problems:
        print(problem, file=sys.stderr)
    if bundle.problems or not plain:
        sys.exit(f"{len(bundle.problems)} problems: Maven Central would refuse this, or we would")
    print(f"{len(plain)} files, all signed and with checksums: as Maven Central asks")


if __name__ == "__main__":
    main()
