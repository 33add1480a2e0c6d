global using Guanjia.Platform;
global using Microsoft.AspNetCore.Http;
global using Microsoft.Extensions.DependencyInjection;
