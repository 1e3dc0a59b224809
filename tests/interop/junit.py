"""Reads JUnit reports with another hand's parser, and counts what they say: junit.py FILE..."""

import sys
import xml.etree.ElementTree as ElementTree

wrong = 0


def expect(name, attribute, element, actual):
    global wrong
    if int(element.get(attribute)) != actual:
        wrong += 1
        print(f"{name}: {element.tag} {element.get('name')}: {attribute} is not {actual}")


for name in sys.argv[1:]:
    root = ElementTree.parse(name).getroot()
    assert root.tag == "testsuites", root.tag
    for element in [root, *root.findall("testsuite")]:
        expect(name, "tests", element, len(list(element.iter("testcase"))))
        expect(name, "failures", element, len(list(element.iter("failure"))))
        expect(name, "skipped", element, len(list(element.iter("skipped"))))
    cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    if not cases:
        wrong += 1
        print(f"{name}: no case")
sys.exit(1 if wrong else 0)
