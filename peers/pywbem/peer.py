"""Lets pywbem judge what the console writes: test cases that it replays, and objects whose texts it writes itself.

Usage: peer.py FILE. The file is YAML: `cases` is a list of test cases, `texts` a list of {object, mof} or {object, uris}.
Prints one JSON object with a list of complaints for each.
"""
import json
import sys
import threading
import warnings
from http.server import BaseHTTPRequestHandler, HTTPServer
from xml.etree import ElementTree

import pywbem
import yaml

SORTED = {"IPARAMVALUE", "PROPERTY", "PROPERTY.ARRAY", "PARAMETER", "KEYBINDING"}


def build(node):
    """A value of a case as pywbem's object."""
    if isinstance(node, list):
        return [build(item) for item in node]
    if not isinstance(node, dict):
        return node
    arguments = {name: build(value) for name, value in node.items() if name != "pywbem_object"}
    return getattr(pywbem, node["pywbem_object"])(**arguments) if "pywbem_object" in node else arguments


def comparable(element):
    """Tag, attributes, text and children; blanks between elements and the order of named siblings do not count."""
    children = [comparable(child) for child in element if child.tag not in SORTED]
    children += sorted((comparable(child) for child in element if child.tag in SORTED), key=repr)
    text = element.text if not children and element.tag in ("VALUE", "KEYVALUE") else ""
    return [element.tag, sorted(element.attrib.items()), embedded(text or ""), children]


def embedded(text):
    """Embedded objects are texts with elements of their own."""
    if not text.lstrip().startswith("<"):
        return text
    return comparable(ElementTree.fromstring(text.encode("utf-8")))


class Stand:
    """Answers requests as one case says, and keeps what was asked."""

    def __init__(self):
        stand = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                stand.body = self.rfile.read(int(self.headers["Content-Length"]))
                stand.headers = dict(self.headers)
                answer = stand.case["http_response"]
                data = (answer["data"] or "").encode("utf-8")
                self.send_response(answer["status"])
                for name, value in (answer["headers"] or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def run(self, case):
        """What pywbem makes of a case that is not as the case says; None where all of it is."""
        self.case = case
        request, expected = case["pywbem_request"], case["pywbem_response"] or {}
        operation = dict(request["operation"])
        method = operation.pop("pywbem_method")
        proxy = "http://127.0.0.1:%d" % self.server.server_port
        connection = pywbem.WBEMConnection(
            request["url"], tuple(request["creds"]), request["namespace"], proxies={"http": proxy}
        )
        arguments = {name: build(value) for name, value in operation.items()}
        if isinstance(arguments.get("context"), list):
            arguments["context"] = tuple(arguments["context"])
        if isinstance(arguments.get("Params"), list):
            arguments["Params"] = [tuple(item) if isinstance(item, list) else item for item in arguments["Params"]]
        try:
            result = getattr(connection, method)(**arguments)
        except pywbem.CIMError as error:
            return None if error.status_code == expected.get("cim_status") else "CIM status %s" % error.status_code
        except Exception as error:
            return None if type(error).__name__ == expected.get("exception") else repr(error)
        finally:
            connection.close()
        if "exception" in expected or "cim_status" in expected:
            return "an error is expected"
        asked, wanted = ElementTree.fromstring(self.body), ElementTree.fromstring(case["http_request"]["data"].encode("utf-8"))
        if comparable(asked) != comparable(wanted):
            return "another request: %s" % self.body.decode("utf-8")
        for name, value in case["http_request"]["headers"].items():
            if self.headers.get(name) != value:
                return "header %s is %s" % (name, self.headers.get(name))
        return self.judge(result, expected)

    @staticmethod
    def judge(result, expected):
        if "pullresult" in expected:
            pulled = {name: build(value) for name, value in expected["pullresult"].items()}
            pulled["context"] = pulled["context"] and tuple(pulled["context"])
            return None if dict(result._asdict()) == pulled else "another result: %r" % (result,)
        wanted = build(expected.get("result"))
        if isinstance(result, tuple):
            same = [result[0], dict(result[1])] == [wanted[0], wanted[1]]
        elif isinstance(result, list):
            same = [list(item) if isinstance(item, tuple) else item for item in result] == wanted
        else:
            same = result == wanted
        return None if same else "another result: %r" % (result,)


def judge_text(entry):
    """How pywbem writes an object, where it writes something else."""
    thing = build(entry["object"])
    if "mof" in entry:
        return None if thing.tomof() == entry["mof"] else thing.tomof()
    for form, uri in entry["uris"].items():
        if thing.to_wbem_uri(form) != uri:
            return thing.to_wbem_uri(form)
    for uri in entry["uris"].values():
        if type(thing).from_wbem_uri(uri).to_wbem_uri("canonical") != entry["uris"]["canonical"]:
            return "%s is read as %r" % (uri, type(thing).from_wbem_uri(uri))
    return None


def main():
    warnings.simplefilter("ignore")
    with open(sys.argv[1], encoding="utf-8") as file:
        work = yaml.safe_load(file)
    stand = Stand()
    print(json.dumps({
        "cases": [stand.run(case) for case in work["cases"]],
        "texts": [judge_text(entry) for entry in work["texts"]],
    }))


main()
