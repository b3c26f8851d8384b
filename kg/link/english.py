"""English word forms: American spelling and the singular, for folding names."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """Return the words of ``text`` as a set."""
    return frozenset(text.split())


_AMERICAN = {
    "analyse": "analyze", "analysed": "analyzed", "analysing": "analyzing", "analyser": "analyzer",
    "artefact": "artifact", "behaviour": "behavior", "behavioural": "behavioral", "catalogue": "catalog",
    "centre": "center", "centred": "centered", "colour": "color", "coloured": "colored",
    "colouring": "coloring", "colourisation": "colorization", "colourization": "colorization",
    "defence": "defense", "dialogue": "dialog", "favour": "favor", "fibre": "fiber", "flavour": "flavor",
    "grey": "gray", "greyscale": "grayscale", "harbour": "harbor", "honour": "honor", "humour": "humor",
    "judgement": "judgment", "labour": "labor", "licence": "license", "litre": "liter", "metre": "meter",
    "neighbour": "neighbor", "neighbouring": "neighboring", "neighbourhood": "neighborhood",
    "odour": "odor", "offence": "offense", "paralyse": "paralyze", "programme": "program",
    "rumour": "rumor", "sulphur": "sulfur", "tumour": "tumor", "vapour": "vapor", "vigour": "vigor",
    "ageing": "aging", "acknowledgement": "acknowledgment", "aluminium": "aluminum",
    "anaesthesia": "anesthesia", "haemorrhage": "hemorrhage", "oesophagus": "esophagus",
    "paediatric": "pediatric", "skilful": "skillful", "learnt": "learned", "maths": "math",
}  # fmt: skip
_DOUBLED_L = re.compile(
    r"^(mode|labe|cance|channe|jewe|leve|marsha|pane|peda|signa|tota|trave|tunne|unmode|relabe|unlabe"
    r"|mislabe|counse|fue|initia|parce|spira|equa|dia|quarre)ll(ed|ing|er|ers|ation|ings)$"
)
_ISE = re.compile(r"(?<=[a-z]{3})is(e|ed|er|ers|es|ing|ation|ations|able)$")
_KEEPS_S = frozenset(
    w.removesuffix("e")
    for w in words(
        """
        advertise advise appraise arise braise bruise chastise circumcise comprise compromise concise
        cruise demise denoise despise devise disguise enterprise excise exercise expertise franchise
        improvise incise likewise merchandise mortise noise otherwise paradise poise praise precise
        premise promise raise revise rise supervise surmise surprise televise treatise turquoise wise
        porpoise anise valise
        """
    )
)
"""Stems of words whose "-ise" is no suffix: "supervised" keeps its s, "optimised" does not."""
_PREFIX = re.compile(r"^(un|re|im|non|semi|self|pre|over)(?=[a-z]{4})")
_IRREGULAR = {
    "analyses": "analysis", "hypotheses": "hypothesis", "bases": "base", "syntheses": "synthesis",
    "matrices": "matrix", "vertices": "vertex", "indices": "index", "indexes": "index",
    "appendices": "appendix", "simplices": "simplex", "vortices": "vortex", "automata": "automaton",
    "criteria": "criterion", "phenomena": "phenomenon", "corpora": "corpus", "nuclei": "nucleus",
    "stimuli": "stimulus", "optima": "optimum", "minima": "minimum", "maxima": "maximum",
    "spectra": "spectrum", "quanta": "quantum", "formulae": "formula", "people": "person",
    "children": "child", "mice": "mouse", "feet": "foot", "teeth": "tooth", "halves": "half",
    "leaves": "leaf", "axes": "axis", "crises": "crisis", "biases": "bias", "lenses": "lens",
    "processes": "process", "classes": "class", "losses": "loss", "databases": "database",
    "caches": "cache", "axioms": "axiom", "movies": "movie", "cookies": "cookie", "equilibria": "equilibrium",
    "ties": "tie", "dies": "die", "lies": "lie", "pies": "pie", "zombies": "zombie", "selfies": "selfie",
    "guesses": "guess", "viruses": "virus", "focuses": "focus", "campuses": "campus", "buses": "bus",
    "gases": "gas", "aliases": "alias", "responses": "response", "caches.": "cache", "quizzes": "quiz",
}  # fmt: skip
_NO_PLURAL = words(
    """
    bayes gibbs series species physics statistics mathematics dynamics kinematics mechanics semantics genetics
    robotics economics linguistics phonetics acoustics optics graphics analytics thermodynamics electronics
    kinetics hydrodynamics bias gas lens atlas canvas chaos cosmos pandas keras christmas texas paris always
    perhaps news us plus minus thus versus its this was has does his as is less loss reuters netflix arkansas
    massachusetts kansas wales james thomas chris charles hughes
    """
)


def american(word: str) -> str:
    """Return the American spelling of a lower-case word."""
    if word in _AMERICAN:
        return _AMERICAN[word]
    if word.endswith("s") and word[:-1] in _AMERICAN:
        return _AMERICAN[word[:-1]] + "s"
    word = _DOUBLED_L.sub(r"\1l\2", word)
    ise = _ISE.search(word)
    if ise is not None and not _keeps_s(word[: ise.start() + 2]):
        word = f"{word[: ise.start()]}iz{ise[1]}"
    return word.replace("parametriz", "parameteriz")


def _keeps_s(stem: str) -> bool:
    return stem.endswith("wis") or stem in _KEEPS_S or _PREFIX.sub("", stem) in _KEEPS_S


def singular(word: str) -> str:
    """Return the singular of a lower-case noun; a word that is no plural comes back as it is."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if (
        len(word) < 4
        or not word.endswith("s")
        or word in _NO_PLURAL
        or word.endswith(("ss", "us", "is", "'s"))
    ):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1]
