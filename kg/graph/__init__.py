"""The networkx graph of the corpus, its measures, and exports for other tools.

networkx is heavy to import, so nothing is imported here: `kg.graph.build.to_networkx`,
`kg.graph.measures`, `kg.graph.cooccurrence`, `kg.graph.export`, `kg.graph.summary.summary`.
"""
