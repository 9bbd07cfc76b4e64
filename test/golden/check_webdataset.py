"""Reads and writes shards with pip's webdataset, for webdataset.test.ts.

usage: check_webdataset.py read FOLDER        prints [[key, label, sha256 of the jpg], ...] as JSON
       check_webdataset.py write PHOTOS FOLDER  writes shards of seven photos each
"""

import glob
import hashlib
import json
import os
import sys

import webdataset


def read(folder):
    shards = sorted(glob.glob(os.path.join(folder, "*.tar")))
    found = []
    for sample in webdataset.WebDataset(shards, shardshuffle=False):
        digest = hashlib.sha256(sample["jpg"]).hexdigest()
        found.append([sample["__key__"], int(sample["cls"]), digest])
    print(json.dumps(found))


def write(photos, folder):
    os.makedirs(folder)
    pattern = os.path.join(folder, "train-%04d.tar")
    with webdataset.ShardWriter(pattern, maxcount=7, verbose=0) as writer:
        for i, path in enumerate(sorted(glob.glob(os.path.join(photos, "**", "*.jpg"), recursive=True))):
            with open(path, "rb") as file:
                photo = file.read()
            label = 1 if "dog" in os.path.basename(path) else 0
            # A name that needs an extended header, and a field that is ignored.
            key = f"{'long-folder/' * 12}größe-{i}" if i % 5 == 0 else f"{i:06d}"
            writer.write({"__key__": key, "jpg": photo, "cls": label, "json": {"number": i}})


{"read": read, "write": write}[sys.argv[1]](*sys.argv[2:])
