"""What a problem is made of: frozen, typed, in the units of the workbook (rates a year, stocks in amounts).

Things refer to each other by position in the tuples of ``Problem``. A ``Varying`` holds one number for each
period; ``inf`` stands for "no limit". ``row`` is the row of the sheet that a thing came from, for messages.
"""
