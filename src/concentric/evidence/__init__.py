"""Evidence: the files behind records, kept by the hash of their content.

Rooms store a file, attach it to one of their rows, and open it again through a gate that they pass
in. The kind of a file is read from its bytes. It knows no record and no permission of a room, and
it changes no file.
"""
