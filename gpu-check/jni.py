"""Compiles DJL's JNI layer against the PyTorch that python3 imports, and says how DJL finds both.

    python3 kit/jni.py [FOLDER]

Prints what to set for a Java program, whose class path needs pytorch-engine but no natives; start it as

    java -Djna.library.path=$LD_LIBRARY_PATH ...

so that DJL finds CUDA's runtime, by which it counts the GPUs. Compiling takes half a minute of sixteen cores, once for each
folder and PyTorch. PyTorch's wheels have the headers; g++ must be there.
"""

import concurrent.futures
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import torch

SOURCES = pathlib.Path(__file__).resolve().parent / "jni-source"
HOME = pathlib.Path(torch.__file__).parent


def compile_to(library, folder):
    """Compiles all sources at once, in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in SOURCES.glob("*.[ch]*"):
        # newer PyTorch has no names of its own for what is in the standard library
        text = re.sub(r"\b(c10|torch)::(optional|nullopt)\b", r"std::\2", file.read_text())
        (folder / file.name).write_text(text)
    # without USE_CUDA, which adds streams of one's own and the emptying of CUDA's cache
    flags = ["-std=c++20", "-O2", "-w", "-fPIC", f"-D_GLIBCXX_USE_CXX11_ABI={int(torch.compiled_with_cxx11_abi())}"]
    headers = HOME / "include"
    flags += [f"-I{path}" for path in (folder, SOURCES, headers, headers / "torch/csrc/api/include")]

    def compiled(source):
        out = source.with_suffix(".o")
        subprocess.run(["g++", *flags, "-c", str(source), "-o", str(out)], check=True)
        return str(out)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compiled, sorted(folder.glob("*.cc"))))
    part = library.with_suffix(".part")
    links = [f"-L{HOME / 'lib'}", "-Wl,--no-as-needed", "-ltorch", "-ltorch_cpu", "-lc10"]
    subprocess.run(["g++", "-shared", "-o", str(part), *objects, *links], check=True)
    part.rename(library)


def work_folder():
    """Where everything lies unless another folder is given."""
    return pathlib.Path(tempfile.gettempdir()) / "twohead-gpu-check"


def variables(folder):
    """What tells DJL of PyTorch and of its JNI layer, which is compiled if it is not in the folder yet."""
    djl = (SOURCES / "version").read_text().strip()
    version = torch.__version__.split("+")[0]
    flavor = "cu" + torch.version.cuda.replace(".", "") if torch.version.cuda else "cpu"
    library = folder / "pytorch" / f"{version}-{flavor}-linux-x86_64" / f"{djl}-libdjl_torch.so"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        compile_to(library, folder / "jni")
    # DJL loads what PyTorch consists of in its order, and before that all of the folder that it is not told to leave
    left = [file.name for file in (HOME / "lib").iterdir() if ".so" in file.name and file.name != "libc10.so"]
    nvidia = sorted({str(file.parent) for file in HOME.parent.glob("nvidia/*/lib/*.so*")})
    return {
        "ENGINE_CACHE_DIR": str(folder),
        "PYTORCH_LIBRARY_PATH": str(HOME / "lib"),
        "PYTORCH_LIBRARY_EXCLUSION": ",".join(left),
        "PYTORCH_VERSION": version,
        "PYTORCH_FLAVOR": flavor,
        "DJL_OFFLINE": "true",
        "LD_LIBRARY_PATH": ":".join([*nvidia, os.environ.get("LD_LIBRARY_PATH", "")]).strip(":"),
    }


if __name__ == "__main__":
    found = variables(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else work_folder()).absolute())
    for name, value in found.items():
        print(f"export {name}={shlex.quote(value)}")
