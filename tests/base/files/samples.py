"""Files as they come: pictures with a place in them, documents, bombs, liars."""

import io
import zipfile

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

PLACE = "SecretMaker9000"


def picture(kind="JPEG", size=(60, 40), *, orientation=1, colour=(200, 30, 30)):
    """An image whose upper left corner is blue, with EXIF: GPS, maker, orientation, and a comment."""
    image = Image.new("RGB", size, colour)
    image.paste((0, 0, 255), (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = PLACE
    exif.get_ifd(0x8825).update({1: "N", 2: (IFDRational(31), IFDRational(9), IFDRational(37)), 3: "E"})
    out = io.BytesIO()
    image.save(out, format=kind, exif=exif, **({"comment": PLACE.encode()} if kind == "JPEG" else {}))
    return out.getvalue()


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(**more):
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
    return zipped(parts | {name.replace("__", "/"): content for name, content in more.items()})


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600)
EXE = b"MZ" + bytes(2000)
HTML = b"<html><script>alert(1)</script></html>"
