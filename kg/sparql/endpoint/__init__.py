"""The local web application over an export: SPARQL 1.1 Protocol, pages for people, linked data, an editor.

Nothing heavy is imported here.
"""
