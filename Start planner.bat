@echo off
rem Opens the planner in the browser. The first time it makes an environment of its own, in the folder .planner here:
rem nothing else on this machine is changed. Drop a folder on it to work there instead of in my-workbooks.
setlocal DisableDelayedExpansion
title The planner
set "folder="
if not "%~1"=="" set "folder=%~f1"
rem pushd, not cd: the folder may lie on another computer
pushd "%~dp0" || goto :nofolder
if not exist pyproject.toml goto :notwhole
set "own=%~dp0.planner"
set "python=%own%\Scripts\python.exe"

rem Whether the environment is finished, for what the planner needs today, and of this copy of it and no other.
if not exist "%python%" goto :make
fc /b pyproject.toml "%own%\made-for.toml" >nul 2>nul || goto :make
"%python%" -P -c "import os, sys, planner; sys.exit(os.path.realpath(planner.__file__) != os.path.realpath(os.path.join(sys.argv[1], 'planner', '__init__.py')))" "%~dp0." >nul 2>nul || goto :make
goto :start

:make
echo The planner is getting ready, in the folder .planner beside this file.
echo It downloads the libraries that it needs. That takes a few minutes, the first time only.
set "found="
for %%p in ("py -3" "python" "python3") do call :try %%p
if not defined found goto :nopython
%found% -m venv --clear "%own%" || goto :noenvironment
"%python%" -m pip install --quiet --disable-pip-version-check --editable . || goto :nolibraries
copy /y pyproject.toml "%own%\made-for.toml" >nul || goto :noenvironment
echo Ready.

:start
if defined folder goto :open
set "folder=%~dp0my-workbooks"
if exist "%folder%\" goto :open
mkdir "%folder%" || goto :nofolder
echo Your workbooks and plans are kept in the folder my-workbooks beside this file.

:open
"%python%" -P -m planner desk "%folder%" || goto :ended
popd
exit /b 0

rem A Python that does: new enough, and no stand-in that only opens the shop of Windows.
:try
if defined found exit /b 0
%~1 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && set "found=%~1"
exit /b 0

:nopython
echo.
echo Python 3.11 or newer is needed, and there is none.
echo Install it from https://www.python.org/downloads/ with the box "Add python.exe to PATH" ticked,
echo and start this again.
goto :wait

:noenvironment
echo.
echo Python could not make an environment in the folder .planner beside this file.
echo May this folder be written to? Unpack the planner into a folder of your own, such as Documents.
goto :wait

:nolibraries
echo.
echo The libraries could not be installed: what is said above is why.
echo Is there a connection to the internet? It is needed this once. Then start this again.
goto :wait

:notwhole
echo.
echo This file stands alone: the rest of the planner is not beside it.
echo Unpack the whole file that you downloaded (right-click, Extract All), and start it from there.
goto :wait

:nofolder
echo.
echo The folder of this file, or my-workbooks in it, could not be opened or made.
echo Unpack the planner into a folder of your own, such as Documents.
goto :wait

:ended
echo.
echo The planner ended: what is said above is why.

:wait
echo.
pause
exit /b 1
