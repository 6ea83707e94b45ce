<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>sst-annotator</name>
  <message>
   <source> With fewer than {least} the result cannot be tested, so the weights in use are kept.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source> · {duration} left</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>1 clip was propagated.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>1 known object</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>1 writes every frame, 5 every fifth</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>10 frames back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>10 frames on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>100 % sure</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>: imported.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A black and white PNG for every object and frame, a folder per object.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A clip has at most {max_objects} objects; remove one first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A collection that sst-train reads, with the provenance of every mask beside it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A copy is in {name}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A page and two CSV tables: who made the masks, flicker, and what is empty, tiny, in pieces or jumping, each with its frame.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A short clip that comes with the app; a copy of it is opened</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A video, a folder or a project</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>About SST Annotator</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>About and diagnostics</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Accept</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Actual size</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add an object and take it in hand</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>After</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All commands with their keys</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All frames of all objects on the timeline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All objects in one picture, or a folder for each.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All of these settings as they ship</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>An mp4 with the masks laid over the frames.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Area
{area}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Area and confidence of every mask over the clip, above the timeline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>As it was.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Back to the last object</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Backward to where masks begin to be less sure</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Before</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Before the last run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Begin again at the end of the range while playing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Black and white masks: take 255 for object 1</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Brightness</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Bring in indexed PNG masks: one file, or a folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Bring the mask of the object in hand from the frame after</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Bring the mask of the object in hand from the frame before</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Browse…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Brush</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Brush size on screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>By its number</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>COCO and YouTube-VIS</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cancel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Carry the masks from here back to the reference before</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Carry the masks from here to the end of the range</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Carry the masks from here to the start of the range</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Carry the masks from here up to the next reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Carry the masks of every clip of the folder that has some, in the background</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Carry the masks of every clip that has some</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Carry the masks over the selected stretch anew; what is yours stays</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Categories</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Categories: {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Category of {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Category…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Change</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a folder first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose an indexed PNG, a folder of masks, or a json of COCO or YouTube-VIS.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clear</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clear range</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clear the object in hand here, or the selected stretch</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clear this list</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Click a region of one colour · right button erases</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Click corners · drag moves one, Alt+click removes it · Enter fills · Esc drops</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Click corners, drag them, Enter fills</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Click to lock on all frames</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clip</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clips</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Close</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Close the window; everything is saved</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Collection for sst-train</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Colour masks by how sure the model was: orange is in doubt, blue is sure</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Colour on screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Colours</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Colour…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Command</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Command palette…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Comparing with the weights in use: {clip}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Confidence</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Confidence
{sure}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Contours only</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Contrast</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy all of this, for a report of a fault</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy mask from the next frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy mask from the previous frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy this mask over the selection</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Curves</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cut-outs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>DAVIS</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Data</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Decoded frames kept in memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Decoded frames kept in memory, for clips opened from now on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Decoded frames kept on disk while a clip is open; gone when it is closed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Default</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Defaults</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Deutsch</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Device</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Disk cache, MiB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Do the undone step again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Done again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Double click to rename, drag to reorder; upper rows lie on top</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Drag a box around one thing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Drag a box: the mask snaps to what is in it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Drag the picture · the wheel zooms</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Drag the picture; the middle mouse button always does</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw a mask first: there is nothing to look at yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw a mask first; nothing says yet what to follow.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw around a region to fill it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw around · drag corners, Alt+click removes one · Enter fills · Esc drops</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw outlines instead of filled masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Drawing waits until there is space on the disk.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Drop a video here, or try the sample</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Edit</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Engine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>English</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Eraser</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Every finished gesture is on disk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export all clips…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export all {count} clips</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export all…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Extend the selection of the object in hand along the timeline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fainter masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>File</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>File or folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Files</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>File…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fill a region of one colour</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fill holes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fill holes up to the size set under Refine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fill holes, remove specks, grow, shrink</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fill the screen, or not</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fill the whole range from all references</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Find a command or a key</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Find any command by its name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Find it…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Find {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>First frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fit</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fit masks of another size to the frames</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Flood fill</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Folder of masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Folder…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Follow a run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For the pixel under the pointer: where the model looks in your masks and before</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Format</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Forward to where masks begin to be less sure</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frame cache, MiB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frame {frame} has no mask to copy, or it is there already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frame {place}: {words}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frame, 0 to {last}:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frame, and its time in the clip</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frames</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frames as JPEG of quality 95, as lossless PNG, or not at all.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frames seen by the model on disk, MiB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frames seen by the model, MiB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Frames you draw on appear here</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>From a correction to the neighbouring references, and not beyond</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>From here on swap {name} with</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Full screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Gamma</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Gathering frames: {done} of {total}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Gathering the corrected frames…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Getting ready…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give its pixels to another object</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the chosen command these keys</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the object a name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Go</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Go back from weights of your own to those that came with the program</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Go on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Go to frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Go to frame…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Good as it is: no run may change this frame or the selection</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Grow</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Grow or shrink by</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Hand</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Help</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Hidden: click to show</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Hide masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Hide or show</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Hold the key to see the masks as they were before the last run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How far a colour may be from the one clicked on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How strongly masks cover the picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import masks…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>In and out points at the ends of the selection</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>JPEG 95 or lossless PNG.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>JPEGImages, Annotations (indexed PNG, DAVIS palette) and ImageSets, as in DAVIS 2017.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>JPEGImages, Annotations and a meta.json with the category and frames of every object.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Jump to</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keep the old one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kept in the engine's memory, so that a second run is faster; 2 MiB a frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kept in the project:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kept on disk where memory is full; gone when the program ends</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keys</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Language</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Larger brush</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Larger; the wheel zooms to the cursor</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Lasso</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Last edited frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Last frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave out frames with a mask that nobody drew or accepted</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave out masks that match no frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave without them</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Let go of the gesture in hand, or stop the run; what is done stays</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Let more of the picture through the masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Let the masks cover more of the picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Let the model learn from masks you made or accepted; it is tested before it is used</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Let the model learn from this frame, or not</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Light, dark, or as the desktop says</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>List</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>List of categories…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Live</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Lock or unlock</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Lock or unlock the frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Locked</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look ahead</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look at the bare picture; a tap switches, holding shows it while held</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look at what was written</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look for a folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look, tracking, memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Looking at frames: {done} of {total}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Loop</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make each separate part an object</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make the brush larger (Ctrl+wheel does it too)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make the brush smaller (Ctrl+wheel does it too)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Mask 0 is frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Masks (*.png *.json);;All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Masks nobody accepted</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory of this window and of the engine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Merge into…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Merge {name} into</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Mistakes, up to</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Model resolution, pixels</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Move down</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Move up</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name of shipped weights, or a safetensors file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name of the weights</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Narrow the mask of the object in hand by the pixels set under Refine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nearer to the bottom</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nearer to the top</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>New object</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Next clip</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Next frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Next reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Next stretch in doubt</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Next to check</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No clip was propagated.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No frame is corrected or accepted yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No in point, no out point, no selection</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No other frame was edited.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No run may change this frame or the selection</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>None of these {count} frames holds a mask.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not visible here</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Note on {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Note…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing has changed yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing in doubt</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing is in doubt that way.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing is in doubt.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing may change it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing stood out there; try a tighter box or a scribble.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing to accept on {frames}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing yet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Object 1</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Object 2</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Object 3</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Object 4</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Object 5</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Object 6</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Object 7</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Object 8</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Object 9</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Object colours</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Objects</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Objects: {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Of all words and icons, at once</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Of the window, from its next start; sentences of the engine stay English</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>On screen only; files keep the DAVIS palette</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>On screen; files keep their palette</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One PNG per object</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One a line:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One frame on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One mask, for frame {frame}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One moment: a long step is still being done.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One of the list, or a new one; empty for none:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One pixel of the frame is one pixel of the screen</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only files on this computer can be opened.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only frames that are drawn or accepted</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Opacity</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Opacity and colours of masks; brightness, contrast and gamma of the picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open a copy of the short clip that ships with the app</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open a folder of images as one clip, or a folder of videos as a list of clips</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open a video file or a project</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open folder…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open recent</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open report</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open the folder in the file manager</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open the next clip of the folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open the previous clip of the folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open the sample</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open the video first; then its masks can be brought in.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open video</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open video or project…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Otherwise a folder that is not empty is refused</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Out of sight, not gone</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Outline the object in hand as it is on the frame before (amber) and after (blue)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Outlines instead of filled masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Outlines of the neighbours</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Overlay opacity, %</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Overlay video</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paint below objects higher in the list</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paint the object in hand; Shift paints a straight line</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paint void</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pause</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paused.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pick</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Picture, on screen only</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pictures</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pixel-accurate video masks: draw on one frame, let the model carry them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Play</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Play at the true rate, or stop</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Point at something in the picture.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Polygon</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Press S and drag a box around something, or draw with D. Then F tracks it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Previous clip</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Previous frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Previous reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Previous stretch in doubt</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Projects (*.sst)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Propagate all</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Propagate all clips</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Protect other objects</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Put the mask of this frame on every selected frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>QA report</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Quit</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Range</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Range from selection</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Reading the frames…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Reading…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Redo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>References</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Refine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Refine the mask of the object in hand</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove islands smaller than the size set under Refine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove it on all frames</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove specks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Rename</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Rename…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Replace files of the same names</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Reset</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Retry smaller</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Right button erases · Shift draws a straight line</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Row and column under the pointer, and what is there</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Runs end here</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Runs start here</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Runs use {name} from now on. Track &gt; Use the shipped weights goes back.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Runs use {shipped} again; {old} is kept.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save a copy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save a copy…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Screen points per pixel of the frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Scribble on it · Shift marks what is not · Enter keeps · Backspace takes back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Scribble on the object; Shift scribbles background</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select 10 frames back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select 10 frames on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select all frames</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select to the next frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select to the previous frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Sequence</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Set</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Set in point</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Set out point</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Settings</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Settings…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Short side of what the model sees; smaller is faster</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show in folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show only this object, or all again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the whole frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show what was found; frames have to be decoded for that.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Shown: click to hide</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Shrink</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Size</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Size folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Size of text, %</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Size of the brush ([ and ], or Ctrl and the wheel)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smaller brush</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smaller; the wheel zooms to the cursor</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smart box</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smart scribble</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Solo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Solo {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Split parts</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Step {done} of {total}, {left} left</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Still looking…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop or cancel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop propagating clips</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop the run (Esc); what is done stays</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop the work on all clips; every finished frame stays</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop; what is finished stays</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stopped.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stopped. </source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stopped: {names}; what was finished stays.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stopping…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stops an export that is under way</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stored.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Strokes leave the pixels of other objects alone</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Strokes mark pixels that nobody shall judge (255), instead of the object in hand</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Strokes take pixels only from objects further down in the list</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stronger masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Swap from here on…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Switch between the last two objects in hand</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take object 1 in hand; the next free number makes a new one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take object 2 in hand; the next free number makes a new one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take object 3 in hand; the next free number makes a new one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take object 4 in hand; the next free number makes a new one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take object 5 in hand; the next free number makes a new one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take object 6 in hand; the next free number makes a new one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take object 7 in hand; the next free number makes a new one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take object 8 in hand; the next free number makes a new one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take object 9 in hand; the next free number makes a new one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take pixels away from the object in hand</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take the last step back, be it a stroke or a whole run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Takes from the object in hand · Shift draws a straight line</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Ten frames back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Ten frames on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>That frame is yours now: no run changes it. Ctrl+E exports, F1 shows all keys.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>That pixel belongs to a protected object.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The arrows look through it. Tab goes to a frame in doubt; mend it there, then press R.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The brush stays as large on screen when you zoom; else it covers as many pixels</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The exact frame is still being decoded; try again in a moment.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The export stopped ({strerror}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The first frame to write</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The folder above the sequences; auto takes 480p for frames 480 pixels high, else Full-Resolution. Frames are never resized.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The frames could not be gathered ({strerror}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The keys that the chosen command ships with</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The last frame to write</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The layout to write</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The list under ImageSets that names the sequence.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model learns from masks that you drew, corrected or accepted. One frame in four is kept aside to test the result, which is compared with the weights in use before anything changes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model looks at frames while nothing else is to be done; not on battery</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The new weights are better.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The object in hand</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The object in hand is not to be seen on this frame or the selection</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The objects on a transparent ground, as RGBA PNG.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The picture follows new masks until you move yourself</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The sample cannot be copied ({reason}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The weights in use are kept.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The weights in use stay better.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The words offered as categories, for all projects</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Theme</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There are no frames in this range.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no object {number} yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no other clip that way.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no other object called “{wanted}”.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no run to compare with yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is space again; everything is stored.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is too little to judge by.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>These masks are there already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This command has no keys now.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This is another file than the masks were drawn on. Use it only if you know that its frames are the same.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This is the clip that the masks were drawn on.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This is the sample. Press S and drag a box around a fish: the mask snaps to it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This project is open read-only, so no masks can be brought in.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This project is open read-only, so nothing was changed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>To the end of the clip</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>To the frame before that the model learns from</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>To the frame that needs eyes most</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>To the frame that you changed last</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>To the next frame that the model learns from</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>To the start of the clip</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Tolerance</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Tools</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Track</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Track backward</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Track both ways</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Track forward</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Track outward</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Track outward by itself, 0.8 s after the last stroke</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Track outward from a correction, 0.8 s after the last stroke</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Track the selection again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Track to the next reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Track to the previous reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Tracking</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Tracking {done}/{total}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Train</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Train on my corrections</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Train on my corrections…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Training could not be started.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Training ended unexpectedly; the weights in use are unchanged.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Training ended with code {code}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Training ended without a result.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Truth, before, after</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Try again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Try the sample</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Two objects changed places: swap them from this frame to the end</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Undo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Undone</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use as reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use it anyway</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use the shipped weights</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Versions, devices, places of files</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Video files, folders of images, projects (.sst)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Videos and projects ({videos} *.sst);;All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>View</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Waits until the run is done.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Weights</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What do you want to do?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What it does</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What kind of thing it is</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What the model looks at</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What the model runs on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where it is now</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where it is written; the folder is made where there is none</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where the model runs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Which of the two json files to write.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Which one?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Widen the mask of the object in hand by the pixels set under Refine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Width and height of a frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Words of your own about the object</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write a copy of the project; the work itself is always saved</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write every clip into a folder of its own</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write every clip of the folder into a folder of its own</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write masks in the layouts of the field</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write them as they are, or as void, so that training does not learn from them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write; what is finished stays if you stop it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Writing…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>YouTube-VOS</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Your first mask. D paints and E erases; when it fits, F carries it through the clip.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Your last gestures are in memory only. Make space on the disk, or save a copy elsewhere (File, Save a copy), before you leave this clip.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Zoom in</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Zoom out</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>accepted</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>after a doubtful stretch</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>all objects</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>all objects, frame {frame}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>approximate frame</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>auto</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>before: {found}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>cache {cached_bytes:.0f} MB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>colour-blind safe</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>confidence {sure:.0%}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>corrected</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>cpu</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>cuda</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>dark</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>davis</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>drawn</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>empty</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>failed, see the tip</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>far from a reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>frame has masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>frame {first}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>frame {frame}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>frame {frame}{clock}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>frames have masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>frames {first} to {last}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>getting ready…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>high contrast</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>imported</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>in doubt</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>in progress · {accepted_percent} % accepted</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>instances.json (COCO) and youtube_vis.json with run-length masks, and the frames. Void becomes iscrowd regions that evaluation ignores.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>jumped</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>less sure than elsewhere</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>light</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>locked</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>lost from sight</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>low margin</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>memory {own:.0f} + {there:.0f} MB</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>mps</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>new: {names}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>no mask</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>no object yet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>none</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not installed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not known</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not loaded yet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not stored yet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not visible</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not visible here</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>or</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>project cannot be read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>propagated</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>saved ✓</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>split in {count} parts</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>system</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>your mask ·</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>yours</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{clip} (held out)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} clips are whole already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} clips have no mask to go by.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} clips were propagated.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} frames</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} masks, for frames {first} to {last}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} objects</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} of {all} frames hold masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{covered} {noun} already, which are replaced; locked ones stay.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{done} of {total} frames</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{done}/{total} · {left} left</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{ended} of {count} clips{left}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{frames} accepted.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{frames} corrected frames, about {minutes} minutes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{frame} to {last}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{inside:.0%} on {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{inside}   ·   like it {own:.2f}, like the rest {rest:.2f}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{inside} · like it {own:.2f}, rest {rest:.2f}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{inside} · {own:.2f} to {rest:.2f}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{minutes} min {rest:02d} s</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has changed since this project was made; do the masks fit?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has moved.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is in one piece on this frame.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is open already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is open read-only here, so it was left out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} was in {parent}, {width}x{height}, {frames} frames. Where is it now?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} was made for {name2}, which is gone; now it is {name3}'s.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}: {count} corrected frames</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{old} known objects</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{python_version} on {platform}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{said}; nobody has accepted {waiting} of them yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{seconds:.0f} min</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{seconds_left:.0f} s left</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{sentence} Drawing waits until then.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{sizes}, brought to {size}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{state}{count} frames, {files} files.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{title}: done.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{title}: nothing to change here.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{what} from frame {frame}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{who}, frame {first}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{who}, frames {first} to {last}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{words}
to check: {reason}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>“{answer}” is no frame number; frames go from 0 to {last}.</source>
   <translation type="unfinished" />
  </message>
 </context>
</TS>
