-- 9 Position promotion: by vacancy and trial appointment, which need cases and a panel. So far only its principle.

quote "9.3.1"
