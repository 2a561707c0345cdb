"""The yardstick of ``first_sample``: the least that plays a file into another with libvlc.

python benchmarks/bare_vlc.py SONG OUTPUT.wav
"""

import sys
import time

import vlc

instance = vlc.Instance("--no-video", "--aout=afile", f"--audiofile-file={sys.argv[2]}")
player = instance.media_player_new()
player.set_media(instance.media_new(sys.argv[1]))
player.play()
while player.get_state() not in (vlc.State.Ended, vlc.State.Error):
    time.sleep(0.05)
