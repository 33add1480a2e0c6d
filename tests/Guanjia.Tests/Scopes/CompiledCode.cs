using System.Reflection;
using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Mono.Cecil;

namespace Guanjia.Tests;

/// <summary>One kind of row that code touches, and by which way: Set (under the filter), a door by its name, or past the filter.</summary>
public sealed record Touch(string Row, string Way, string In);

/// <summary>What an endpoint can touch of the database, read from the compiled code: its handler or page, and all of ours that it calls, generic code with its types.</summary>
public static class CompiledCode
{
    public const string PastTheFilter = "past the filter";
    static readonly string[] assemblies = [.. new[] { typeof(GuanjiaDb), typeof(Guanjia.Web.Shell), typeof(GuanjiaHost), typeof(CompiledCode) }.Concat(AllModules.List.Select(m => m.GetType())).Select(t => t.Assembly.Location).Distinct()];
    static readonly Lazy<(List<ModuleDefinition> Modules, List<TypeDefinition> Types)> ours = new(() =>
    {
        var resolver = new DefaultAssemblyResolver();
        foreach (var folder in assemblies.Select(a => Path.GetDirectoryName(a)!).Distinct()) resolver.AddSearchDirectory(folder);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(ComponentBase).Assembly.Location)!);
        var modules = assemblies.Select(a => ModuleDefinition.ReadModule(a, new() { AssemblyResolver = resolver })).ToList();
        return (modules, [.. modules.SelectMany(m => m.GetTypes())]);
    });

    public static IReadOnlySet<Touch> Touched(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is { } page) return Reached(() => Code.Component(Find(page.Type), []));
        return endpoint.Metadata.GetMetadata<MethodInfo>() is { } handler && assemblies.Contains(handler.Module.FullyQualifiedName) ? Touched(handler) : new HashSet<Touch>();
    }

    public static IReadOnlySet<Touch> Touched(MethodInfo method)
    {
        return Reached(() => Code.Method((MethodDefinition)ours.Value.Modules.First(m => m.FileName == method.Module.FullyQualifiedName).LookupToken(method.MetadataToken), [], []));
    }

    // Read once for all endpoints: what one touches is what can be reached from it.
    static HashSet<Touch> Reached(Func<Code?> from)
    {
        lock (known)
        {
            var (found, seen, open) = (new HashSet<Touch>(), new HashSet<Code>(), new Stack<Code>());
            if (from() is { } first && seen.Add(first)) open.Push(first);
            while (open.TryPop(out var code))
            {
                code.Read();
                found.UnionWith(code.Touches);
                foreach (var next in code.Calls) if (seen.Add(next)) open.Push(next);
            }
            return found;
        }
    }

    static readonly Dictionary<string, Code> known = [];

    static TypeDefinition Find(Type type) => ours.Value.Types.First(t => t.FullName == type.FullName!.Replace('+', '/'));
    static readonly HashSet<string> names = [.. assemblies.Select(a => Path.GetFileNameWithoutExtension(a)!)];
    static bool IsOurs(TypeReference type) => names.Contains(type.Scope is ModuleDefinition m ? m.Assembly.Name.Name : type.Scope.Name);

    /// <summary>A method or a component with its types: what it touches itself, and what it calls.</summary>
    sealed class Code(Action<Code> read)
    {
        Action<Code>? read = read;
        public List<Touch> Touches { get; } = [];
        public List<Code> Calls { get; } = [];
        public void Read() { var once = read; read = null; once?.Invoke(this); }
        void Call(Code? other) { if (other is not null) Calls.Add(other); }

        static Code Known(string key, Action<Code> read) => known.TryGetValue(key, out var code) ? code : known[key] = new(read);

        /// <summary>A component lives by itself: all of it, what it inherits of ours, and the components that it opens.</summary>
        public static Code Component(TypeDefinition type, IReadOnlyList<TypeReference> args) => Known($"component {type.FullName}<{string.Join(',', args)}>", code =>
        {
            foreach (var method in type.Methods) if (!method.HasGenericParameters) code.Call(Method(method, args, []));
            foreach (var nested in type.NestedTypes.Where(n => n.Name.StartsWith('<'))) foreach (var method in nested.Methods) if (!method.HasGenericParameters) code.Call(Method(method, args, []));
            if (type.BaseType is { } b && IsOurs(b.GetElementType())) code.Call(Component(b.Resolve(), Args(b, args, [])));
        });

        public static Code? Method(MethodDefinition method, IReadOnlyList<TypeReference> typeArgs, IReadOnlyList<TypeReference> methodArgs) =>
            method.HasBody ? Known($"{method.FullName} <{string.Join(',', typeArgs)}> <{string.Join(',', methodArgs)}>", code => code.Read(method, typeArgs, methodArgs)) : null;

        void Read(MethodDefinition method, IReadOnlyList<TypeReference> typeArgs, IReadOnlyList<TypeReference> methodArgs)
        {
            var code = method.Body.Instructions;
            for (var i = 0; i < code.Count; i++)
            {
                if (code[i].Operand is not MethodReference called) continue;
                var given = called is GenericInstanceMethod g ? g.GenericArguments.Select(a => Fill(a, typeArgs, methodArgs)).ToList() : [];
                if (called.Name == "Set" && called.DeclaringType.Name is "DbContext" or "GuanjiaDb" && given.Count == 1)
                {
                    // Set<T>().IgnoreQueryFilters(["scope"]): the call follows at once, its argument between.
                    var past = code.Skip(i + 1).Take(8).Any(n => n.Operand is MethodReference { Name: "IgnoreQueryFilters" });
                    Touches.Add(new(given[0].FullName, past ? PastTheFilter : "Set", Outer(method.DeclaringType)));
                    continue;
                }
                if (called.DeclaringType.FullName == typeof(Doors).FullName && given.Count > 0) { Touches.Add(new(given[0].FullName, called.Name, Outer(method.DeclaringType))); continue; }
                foreach (var a in given.Where(a => IsOurs(a.GetElementType())))
                {
                    // State machines of async methods and iterators, and components, are named as types.
                    if (a.Resolve() is not { } named) continue;
                    if (named.Name.StartsWith('<')) foreach (var m in named.Methods) Call(Method(m, Args(a, typeArgs, methodArgs), []));
                    else if (called.Name is "OpenComponent") Call(Component(named, Args(a, typeArgs, methodArgs)));
                }
                if (!IsOurs(called.DeclaringType.GetElementType()) || called.Resolve() is not { } target) continue;
                var on = Args(called.DeclaringType, typeArgs, methodArgs);
                Call(Method(target, on, given));
                if (called.Name == ".ctor" && target.DeclaringType.Name.StartsWith('<')) foreach (var m in target.DeclaringType.Methods) Call(Method(m, on, []));
                if (target.IsVirtual) foreach (var other in Others(target)) Call(Method(other, [], []));
            }
        }

        static readonly Dictionary<MethodDefinition, List<MethodDefinition>> others = [];
        /// <summary>Those that may run in its place.</summary>
        static List<MethodDefinition> Others(MethodDefinition target) => others.TryGetValue(target, out var found) ? found : others[target] =
            [.. ours.Value.Types.Where(t => Is(t, target.DeclaringType)).SelectMany(t => t.Methods).Where(m => (m.Name == target.Name || m.Name.EndsWith('.' + target.Name)) && !m.HasGenericParameters && m.Parameters.Count == target.Parameters.Count && !m.DeclaringType.HasGenericParameters)];

        static bool Is(TypeDefinition type, TypeDefinition other) => !type.HasGenericParameters && (other.IsInterface ? type.Interfaces.Any(i => i.InterfaceType.GetElementType().FullName == other.FullName) : type.BaseType?.GetElementType().FullName == other.FullName && !typeof(ComponentBase).Assembly.GetName().Name!.Equals(other.Scope.Name, StringComparison.Ordinal) && !Descends(type));
        static bool Descends(TypeDefinition type) => type.BaseType is { } b && (b.FullName == typeof(ComponentBase).FullName || IsOurs(b.GetElementType()) && b.Resolve() is { } up && Descends(up));

        static List<TypeReference> Args(TypeReference type, IReadOnlyList<TypeReference> typeArgs, IReadOnlyList<TypeReference> methodArgs) => type is GenericInstanceType g ? [.. g.GenericArguments.Select(a => Fill(a, typeArgs, methodArgs))] : [];
        static TypeReference Fill(TypeReference type, IReadOnlyList<TypeReference> typeArgs, IReadOnlyList<TypeReference> methodArgs)
        {
            if (type is GenericParameter p) return (p.Type == GenericParameterType.Method ? methodArgs : typeArgs) is var from && p.Position < from.Count ? from[p.Position] : type;
            if (type is not GenericInstanceType g) return type;
            var filled = new GenericInstanceType(g.ElementType);
            foreach (var a in g.GenericArguments) filled.GenericArguments.Add(Fill(a, typeArgs, methodArgs));
            return filled;
        }
        static string Outer(TypeDefinition type) => type.DeclaringType is { } outer ? Outer(outer) : type.FullName;
    }
}
