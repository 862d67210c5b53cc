"""Media: photos come in with everything a camera knows, and go out as pixels alone.

Promises: what leaves this room (a master, a rendition, a social card) holds pixels and nothing else of the file that came in.
Refuses whatever is not a photo, in one sentence for the editor. Leaves storing to the newsroom and publishing to the press.

``cleaning.clean`` makes the master at upload, ``renditions.make_renditions`` the files that readers get,
``cards.make_card`` the social card. Uploads are decoded in a child process without files, network or environment.
"""
