using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Fusionize.Setups;

/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Remedy">What to do, unless an error has a more specific remedy: part of a sentence, without a full stop.</param>
public sealed record ErrorCode(string Code, string Title, string Remedy)
{
    /// <summary>Address of the page that explains the code.</summary>
    public string Page => $"https://github.com/fusionize/fusionize.build/blob/main/docs/codes/{Code}.md";
}

/// <summary>
/// Every error code of builds and tools, once. Each has a page under <c>docs/codes</c>, and a constant where it is used (FZ1013: the build targets).
/// Tests compare them. A number is never used again for something else. The compiler plug-in has codes of its own, FZ0xxx.
/// </summary>
public static class ErrorCodes
{
    public static ImmutableArray<ErrorCode> All { get; } =
    [
        // Builds
        new(
            "FZ1001",
            "The application has no task",
            "mark a method with [FusionTask(Entry = true)], or set FusionizeSkip=true in a project that is no application"
        ),
        new("FZ1002", "Two tasks have the same id", "give one of the two tasks a Name"),
        new("FZ1003", "An assembly's manifest has another version", "rebuild the assembly with the application's version of Fusionize.Build"),
        new(
            "FZ1004",
            "The application's name can't be used",
            "set the property FusionizeApp: lower-case letters, digits and '-', a letter first, at most 40"
        ),
        new("FZ1005", "The linker failed", "correct what the linker names, or build with FusionizeLink=none"),
        new(
            "FZ1006",
            "A file for a zip is missing, damaged or there twice",
            "build the application again; if two files have the same name, remove or rename one"
        ),
        new("FZ1007", "The build's manifest can't be read", "build the application again with this version of Fusionize.Build"),
        new("FZ1008", "A call goes to an unknown task", "rebuild the assembly that makes the call"),
        new("FZ1009", "This kind of function can't be built here", "change the property or the setup that the message names"),
        new("FZ1010", "The ahead-of-time compiler failed", "read the compiler's lines above this one"),
        new("FZ1011", "A call may not work in the linked function", "keep what the call needs, or change the call"),
        new(
            "FZ1012",
            "A function doesn't start",
            "read the failure in the message; if the linker removed something, keep it or set FusionizeLink=none"
        ),
        new("FZ1013", "The C# compiler is too old", "use the .NET SDK 10 or later"),
        new("FZ1014", "The build has no such group", "name one of the groups in the message"),
        new(
            "FZ1015",
            "There is no build",
            "run 'dotnet build' of the application, and name the folder with fusion-manifest.json, such as bin/Release/fusion"
        ),
        new("FZ1016", "The code of the functions doesn't compile", "correct what the compiler says; it often means types of one full name"),
        new("FZ1020", "Code uses a task other than by a task call", "call the task by its name in a C# project that references Fusionize.Build"),
        new("FZ1021", "A task is in no manifest", "reference Fusionize.Build in the project that declares the task, and write it in C#"),
        new("FZ1022", "The project's assembly has a name that every function uses", "set the property AssemblyName"),
        new(
            "FZ1023",
            "What the project says of its functions can't be used",
            "correct the property or item that the message names"
        ),
        new(
            "FZ1024",
            "A project with tasks has no entry task",
            "mark the task that requests come to with [FusionTask(Entry = true)]; a library of tasks says FusionizeLibrary=true"
        ),
        new("FZ1025", "A file or folder of the build can't be used", "check its permissions, and that the disk isn't full"),
        new(
            "FZ1026",
            "The project's framework or language version is too old",
            "set TargetFramework to net9.0 or later, and LangVersion to 11 or later"
        ),
        // Setups
        new("FZ1100", "The setup file can't be read", "check that the file exists and may be read"),
        new("FZ1101", "The setup isn't valid JSON", "correct the file at the place that the message names"),
        new("FZ1102", "The setup has an unknown format version", "use the version of the tool that wrote the setup, or a newer one"),
        new("FZ1103", "The setup has an unknown field", "remove the field or correct its name"),
        new("FZ1104", "A field of the setup occurs twice", "remove one of the two"),
        new("FZ1105", "The setup lacks a field", "add the field that the message names"),
        new("FZ1106", "A field of the setup has the wrong type", "give the field a value of the type that the message names"),
        new("FZ1107", "A name in the setup can't be used", "correct the name"),
        new("FZ1108", "A memory size can't be used", "give the group another memory size"),
        new("FZ1109", "An architecture isn't known", "write x86_64 or arm64"),
        new("FZ1110", "The setup's id doesn't fit its content", "remove the field id, or take the setup from where it was made again"),
        new("FZ1111", "A group of the setup contradicts itself", "correct the group that the message names"),
        new("FZ1112", "Two groups have the same name", "remove or rename one of the groups"),
        new("FZ1113", "A task has two homes", "leave the task in the entries of one group only"),
        new("FZ1114", "The setup belongs to another application", "use a setup of this application"),
        new(
            "FZ1115",
            "The setup names an unknown task",
            "use a task of the application, or a setup that was made after the task was renamed or removed"
        ),
        new("FZ1116", "A task has no home", "add the task to the entries of a group, or a group of its own"),
        new("FZ1117", "The setup's notation can't be read", "write groups as (A,B)@256-(C); '…' stands for every other task by itself"),
        new("FZ1118", "The setup is too large", "use fewer groups or tasks"),
        // Stores
        new("FZ1201", "The store can't be reached", "check the store's address, the permissions and the network, then try again"),
        new("FZ1202", "A document in the store is damaged", "restore the document, or delete it if it can be made again"),
        new("FZ1203", "The store doesn't have what was asked for", "see what is there with 'fusionize setups list'"),
        new("FZ1204", "The store is busy", "try again when the other process is done"),
        new("FZ1205", "This isn't the location of a store", "name a folder or s3://bucket/prefix"),
        new("FZ1206", "The current setup is pinned", "free it with 'fusionize setups unpin'"),
        new(
            "FZ1207",
            "The store ignores the conditions of writes",
            "keep the store in a folder or on a server that knows conditional writes, such as Amazon S3"
        ),
        // Deployments
        new("FZ1301", "The build's zips don't fit its manifest", "build again, and deploy that"),
        new("FZ1302", "The platform refused a call", "check the permissions and the network, then deploy again"),
        new("FZ1303", "A new function has no role", "name the role's ARN with --role, or FusionizeRole in MSBuild"),
        new("FZ1304", "A function doesn't become ready", "read the platform's reason, then deploy again"),
        new("FZ1305", "A new function doesn't answer as it should", "read the function's log, correct the application and deploy again"),
        new("FZ1306", "The environment variables are too large", "use fewer or shorter environment variables"),
        new(
            "FZ1307",
            "Something else changes the same functions",
            "wait until the other deployment is done, then run this one again if it is the one to be live"
        ),
        new("FZ1308", "There is no such release", "see what is there with 'fusionize releases list'"),
        new("FZ1309", "A zip is too large for a direct upload", "name a bucket for the code with --code-bucket, or FusionizeCodeBucket in MSBuild"),
        new("FZ1310", "The new release was taken back", "find out why the new release does worse, then deploy again"),
        new("FZ1311", "An option of the deployment can't be used", "correct the option that the message names"),
        new("FZ1312", "Another deployment is under way", "wait for it; the lock of a deployment that died ends by itself at the time in the message"),
        new("FZ1313", "The deployment lost its lock", "run the deployment again"),
        new(
            "FZ1314",
            "The new release could not be judged",
            "deploy again while clients send requests, watch longer with --watch, or move the traffic at once, without --shares"
        ),
        new("FZ1315", "The application has no entry task", "mark the task that requests come to with [FusionTask(Entry = true)], and build again"),
        new(
            "FZ1316",
            "A trigger can't be deployed",
            "name the ARN of the stream in the attribute, or let a template make the trigger (fusionize template --scope everything)"
        ),
        // Local platform
        new("FZ1401", "The local platform's port is in use", "choose another port with --port, or 0 for a free one"),
        new("FZ1402", "The local platform doesn't run on this system", "use Linux or macOS; on Windows use WSL"),
        new("FZ1403", "The data folder can't be used", "name a folder that can be created and written, and that no other local platform uses"),
        // Commands and loops
        new("FZ1501", "The command line is wrong", "see what is possible with --help"),
        new("FZ1502", "A file or folder can't be used", "check the path and its permissions"),
        new("FZ1503", "No request succeeded", "look at the kinds of errors above, and at the function's log"),
        new("FZ1504", "AWS or the platform can't be used", "check the endpoint, the region and the credentials"),
        new("FZ1505", "Somebody else published meanwhile", "look at what was published, then optimize again"),
        new("FZ1506", "A log query gave no full result", "ask for a shorter time with --since, or try again"),
        new("FZ1507", "There is nothing to report on", "name a loop's folder, a setup store or a build's output"),
        new("FZ1508", "The collector doesn't take the spans", "check its address, and the key in --header"),
        new("FZ1509", "The dashboard can't be served", "choose another port, or do without it"),
        new("FZ1510", "There is no project", "name the application's folder or its project file"),
        new("FZ1511", "The project doesn't build", "build it with 'dotnet build' and correct the errors"),
        new("FZ1512", "The project makes no functions", "add a reference to the package Fusionize.Build"),
        new("FZ1513", "There is no such entry task", "mark the task with [FusionTask(Entry = true)], or name one that is marked"),
        new("FZ1514", "Another loop runs in the folder", "wait for it, or choose another folder with --out"),
        new("FZ1515", "The folder holds files that no loop made", "choose another folder with --out"),
        new("FZ1516", "Somebody else published a setup during the loop", "give the loop a folder of its own"),
        new("FZ1517", "No request of a round succeeded", "read the functions' logs, and check the argument in --data"),
        new("FZ1518", "The functions left no trace lines", "remove FUSIONIZE_TRACE=off from the functions' environment"),
        new("FZ1519", "Asynchronous work doesn't end", "choose a lower --rate, or look at the functions' logs"),
        new("FZ1520", "Pictures can't be drawn", "install a font, such as the package fonts-dejavu-core, or write them elsewhere"),
        new("FZ1599", "The tool has a defect", "report this with the lines below"),
        // Optimizers
        new("FZ1601", "The goal can't be read", "write one of the forms in the message"),
        new("FZ1602", "There is no such optimizer", "write one of the forms in the message"),
        new("FZ1603", "The timetable can't be used", "correct the timetable file"),
        new("FZ1604", "The optimizer's command failed", "run the command by hand and correct it"),
        new("FZ1605", "The optimizer's command gave no answer in time", "make the command faster"),
        new("FZ1606", "The optimizer's answer can't be used", "make the command print one setup as JSON"),
        // FZ1607 was the error of an optimizer without measurements.
        new("FZ1608", "A constraint can't be used", "write one of the forms in the message, with tasks of the application"),
        new("FZ1609", "The optimizer's assembly doesn't exist", "name the built assembly, such as bin/Release/net10.0/MyOptimizer.dll"),
        new("FZ1610", "The optimizer's assembly can't be loaded", "build the optimizer for this .NET, with its libraries beside it"),
        new(
            "FZ1611",
            "The assembly has no usable optimizer",
            "name the type with assembly:PATH,TYPE; it needs a public constructor without parameters"
        ),
        new("FZ1612", "The optimizer threw an exception", "correct the optimizer"),
        new("FZ1613", "The records hold no CPU times", "trace with the functions' own runtime, which records them"),
        // Simulations
        new("FZ1700", "The application description can't be read", "check that the file exists and may be read"),
        new("FZ1701", "The application description isn't valid JSON", "correct the file at the place that the message names"),
        new("FZ1702", "A field of the application description can't be used", "correct the field that the message names"),
        new("FZ1703", "A description or load names an unknown task", "use one of the application's tasks"),
        new("FZ1704", "A task that calls itself can't be simulated", "put the tasks of the circle into different groups"),
        new("FZ1705", "The load can't be read", "write it as rate=10/s,duration=100s"),
        new("FZ1706", "There is no such platform model", "write one that the message names"),
        new("FZ1707", "The application is too large to be simulated", "describe fewer tasks or steps, or split groups"),
        // Replays
        new("FZ1800", "A published file can't be read", "check that the file exists and may be read"),
        new("FZ1801", "Published records can't be used", "fetch the file of records again"),
        new("FZ1802", "Published setups can't be used", "name the series' setups, SERIES.setups.json, as the second file"),
        new("FZ1803", "Records and setups are of different series", "name the records and the setups of one series"),
    ];

    private static readonly FrozenDictionary<string, ErrorCode> s_byCode = All.ToFrozenDictionary(c => c.Code, StringComparer.Ordinal);

    /// <summary>The code's entry; null if there is no such code.</summary>
    public static ErrorCode? Find(string code) => s_byCode.GetValueOrDefault(code);
}
