"""Writes samples with other hands' tools: reportlab's PDFs, warcio's WARC files.

    samples.py pdf TEXT OUT       one line of the text on one line of a wide page
    samples.py picture OUT        a page that is a picture
    samples.py warc PAGE OUT      a crawl of one page, compressed record by record
"""

import io
import sys


def pdf(text, out):
    from reportlab.pdfgen.canvas import Canvas

    lines = open(text, encoding="utf-8").read().split("\n")
    canvas = Canvas(out, pagesize=(30000, 12 * len(lines) + 40), invariant=1)
    canvas.setFont("Helvetica", 10)
    for number, line in enumerate(lines):
        if line:
            # Closer than one and a half times the size of the letters, or a reader takes the gap for an empty line.
            canvas.drawString(20, 12 * (len(lines) - number), line)
    canvas.save()


def picture(out):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(out, invariant=1)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()


def warc(page, out):
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with open(out, "wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record(out, {"software": "warcio"}))
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        body = io.BytesIO(open(page, "rb").read())
        uri = "http://example.org/"
        writer.write_record(writer.create_warc_record(uri, "response", payload=body, http_headers=http))


if __name__ == "__main__":
    {"pdf": pdf, "picture": picture, "warc": warc}[sys.argv[1]](*sys.argv[2:])
