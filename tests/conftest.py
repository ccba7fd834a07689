"""Fixtures for all tests: no network, no settings of the machine, and small files to read."""

import io
import os
import socket
import threading
from contextlib import contextmanager

import docx
import pypdf
import pytest
from hypothesis import settings
from local_server import Handler, Server

from factcheck.fetch import Fetcher, Limits

settings.register_profile("factcheck", deadline=None)  # time says nothing on a busy machine
settings.load_profile("factcheck")

INFO = b"<< /Title (Rates report) /Author (Jane Roe) /CreationDate (D:20240501120000Z) >>"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch, request):
    """Refuse every connection but local ones; with ``allow_loopback`` those to this machine are allowed too."""
    loopback = "allow_loopback" in request.fixturenames

    def guarded(connect):
        def call(self, address):
            if loopback and isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1"):
                return connect(self, address)
            if self.family != getattr(socket, "AF_UNIX", None):
                raise RuntimeError(f"a test tried to connect to {address!r}")
            return connect(self, address)

        return call

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))


@pytest.fixture
def allow_loopback():
    """Let a test connect to a server that it runs on this machine."""


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("FACTCHECK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FACTCHECK_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def server():
    instance = Server(("127.0.0.1", 0), Handler)
    instance.routes, instance.asked = {}, []
    instance.url = f"http://site.example:{instance.server_port}"
    thread = threading.Thread(target=instance.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield instance
    instance.shutdown()
    instance.server_close()
    thread.join()


@pytest.fixture
def fetcher(server):
    def make(**limits):
        return Fetcher(
            Limits(**{"seconds": 5.0, "interval": 0.0, **limits}),
            allow=lambda address, port: address == "127.0.0.1",
            resolver=lambda host, port: [{"inner.example": "10.0.0.1"}.get(host, "127.0.0.1")],
        )

    return make


@pytest.fixture
def refuses():
    """Expect exactly this error, of one line, with these fragments in its message."""

    @contextmanager
    def check(kind, *fragments):
        with pytest.raises(kind) as caught:
            yield
        message = str(caught.value)
        assert type(caught.value) is kind
        assert message.strip() == message != ""
        assert len(message.splitlines()) == 1
        for fragment in fragments:
            assert str(fragment) in message

    return check


@pytest.fixture
def make_pdf():
    """Return the bytes of a PDF, one page for each text; an empty text makes a page without any."""

    def make(*texts, info=INFO, stream_entry=b""):
        kids = b" ".join(b"%d 0 R" % (4 + 2 * page) for page in range(len(texts)))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(texts)),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        for page, text in enumerate(texts):
            content = b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text.encode("ascii") if text else b"0 0 m 9 9 l S"
            objects += [
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
                b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * page),
                b"<< %s /Length %d >>\nstream\n%s\nendstream" % (stream_entry, len(content), content),
            ]
        data, offsets = b"%PDF-1.4\n", []
        for number, content in enumerate([*objects, info], start=1):
            offsets.append(len(data))
            data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        size = len(offsets) + 1
        rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
        trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
            size,
            size - 1,
            len(data),
        )
        return data + table + trailer

    return make


@pytest.fixture
def encrypt_pdf():
    """Return the bytes of a PDF that opens with ``password`` only."""

    def encrypt(data, password):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
        writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    return encrypt


@pytest.fixture
def make_docx():
    """Return the bytes of a Word file; a text makes a paragraph, a list of rows a table."""

    def make(*items, title="", author=""):
        document = docx.Document()
        document.core_properties.title = title
        document.core_properties.author = author
        for item in items:
            if isinstance(item, str):
                document.add_paragraph(item)
                continue
            table = document.add_table(len(item), len(item[0]))
            for row, texts in enumerate(item):
                for column, text in enumerate(texts):
                    table.cell(row, column).text = text
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()

    return make
